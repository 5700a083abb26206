"""The process as a whole: what it loads, prints and returns."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import agwctl
from agwctl.cli import app, main
from agwctl.errors import InputError, UnavailableError

HEAVY = {"yaml", "h11", "httpx", "rich", "pydantic", "prometheus_client"}
LISTING = """
import sys
sys.argv[0] = "agwctl"
from agwctl.cli.main import main
code = main()
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
sys.exit(code)
"""


def loaded_by(*arguments: str) -> tuple[set[str], str]:
    """The top-level modules that a command line loads, and what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", LISTING, *arguments], capture_output=True, text=True, check=True, timeout=20
    )
    return set(done.stderr.split()), done.stdout


def agwctl_process(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "agwctl", *arguments],
        capture_output=True,
        text=True,
        timeout=20,
        env={**os.environ, **environ},
    )


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_version_loads_next_to_nothing(flag):
    loaded, output = loaded_by(flag)
    assert output == f"agwctl {agwctl.__version__}\n"
    assert not loaded & (HEAVY | {"typer", "typing", "re", "enum"})


@pytest.mark.parametrize("arguments", [("--help",), ("serve", "--help"), ("validate", "-h"), ("simulate", "--help")])
def test_help_loads_nothing_heavy(arguments):
    loaded, output = loaded_by(*arguments)
    assert "Usage: agwctl" in output
    assert not loaded & HEAVY


@pytest.mark.parametrize("verb", ["serve", "validate", "simulate"])
def test_help_of_a_verb_ends_with_examples(verb):
    _, output = loaded_by(verb, "--help")
    assert f"Examples:\n    agwctl {verb}" in output
    assert output.rstrip().splitlines()[-1].startswith("    ")


def test_version_beside_other_arguments_runs_no_verb():
    done = agwctl_process("--version", "serve")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"agwctl {agwctl.__version__}\n", "")


@pytest.mark.parametrize("arguments", [("no-such-verb",), ("serve", "--no-such-option"), ("--no-such-option",)])
def test_usage_errors_return_2_and_leave_stdout_alone(arguments):
    done = agwctl_process(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert arguments[-1] in done.stderr


def verb_that(monkeypatch: pytest.MonkeyPatch, outcome: Exception | type[BaseException] | int) -> None:
    """Makes every command line end like this."""

    def call(arguments: list[str]) -> int:
        if isinstance(outcome, int):
            return outcome
        raise outcome

    monkeypatch.setattr(app, "call", call)


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (0, 0),
        (1, 1),
        (4, 4),
        (InputError("gw.yaml: no such file"), 3),
        (UnavailableError("port 3000 is taken"), 3),
        (KeyboardInterrupt, 130),
        (ZeroDivisionError("oh"), 70),
    ],
)
def test_exit_codes(monkeypatch, outcome, code):
    verb_that(monkeypatch, outcome)
    assert main.main(["serve"]) == code


def test_a_failure_is_told_with_its_hint_on_stderr(monkeypatch, capsys):
    verb_that(monkeypatch, UnavailableError("port 3000 is taken", hint="stop what listens there"))
    main.main(["serve"])
    assert capsys.readouterr() == ("", "error: port 3000 is taken\nhint: stop what listens there\n")


def test_a_bug_shows_its_trace_only_with_debug(monkeypatch, capsys):
    verb_that(monkeypatch, ZeroDivisionError("oh"))
    main.main(["serve"])
    short = capsys.readouterr().err
    assert "ZeroDivisionError: oh" in short
    assert "Traceback" not in short
    assert "--debug" in short
    for arguments in (["--debug", "serve"], ["serve", "--debug"]):
        main.main(arguments)
        assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_debug_from_the_environment(monkeypatch, capsys):
    verb_that(monkeypatch, ZeroDivisionError("oh"))
    monkeypatch.setenv("AGWCTL_DEBUG", "1")
    main.main(["serve"])
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="no pipe that breaks")
def test_a_reader_that_leaves_is_no_error():
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as pipe:
        process = subprocess.run(
            [sys.executable, "-m", "agwctl", "--help"], stdout=pipe, stderr=subprocess.PIPE, timeout=20
        )
    assert process.stderr == b""


@pytest.mark.skipif(sys.platform == "win32", reason="no shell that closes a stream")
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
@pytest.mark.parametrize(("arguments", "code"), [(["--help"], 0), (["no-such-verb"], 2), (["explain", "A01"], 0)])
def test_a_stream_that_the_caller_closed_takes_what_is_written(closed, arguments, code):
    command = ["sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, "-m", "agwctl", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
