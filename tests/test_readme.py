"""What the README shows is what the commands print: each block is run, and its lines must come in that order.

`…` stands for lines that are left out. Numbers that differ from run to run are masked on both sides. A YAML block that
begins with `# NAME` is a file of the folder in which the commands run.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from agwctl.compat import DIFFERENCES
from agwctl.ollama.simulator import Simulator
from agwctl.ollama.stand_in import StandIn

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"```yaml\n# (\S+)\n(.*?)```", README, re.DOTALL))
COMMANDS = {
    "make demo": [sys.executable, "-m", "agwctl.cli.demo", "--once"],
}
BLOCKS = [
    (command, shown.splitlines())
    for command, shown in re.findall(r"```console\n\$ (.*?)\n(.*?)```", README, re.DOTALL)
    if shown.strip()
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def masked(line: str) -> str:
    line = re.sub(r"http://(localhost|127\.0\.0\.1):\d+", r"http://\1:N", line)
    line = re.sub(r"(localhost|127\.0\.0\.1):\d+", r"\1:N", line)
    line = re.sub(r"after \d+\.\d+ s", "after N s", line)
    line = re.sub(r" \[[\d.]+ m?s\]$", "", line)
    line = line.replace("─ gateway ✓ ─", "─ (gateway) ─")  # the guide's own may run on this machine
    return re.sub(r"^warning: port \d+", "warning: port N", line)


def run(command: str, folder: Path, environ: dict[str, str]) -> list[str]:
    """All lines that a command prints; one that serves is interrupted once it says how to stop it."""
    words = COMMANDS.get(command) or [sys.executable, "-m", *shlex.split(command)]
    process = subprocess.Popen(
        words, cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    )
    lines = []
    with process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line.rstrip("\n"))
            if "serve" in words and line.startswith("warning: "):
                process.send_signal(signal.SIGINT)
    return lines


@contextmanager
def playing(port: int | None) -> Iterator[None]:
    """A stand-in on a port, for commands that talk to an Ollama."""
    if port is None:
        yield
        return
    stand_in = StandIn(port=port, simulator=Simulator())
    stand_in.start()
    yield
    stand_in.stop()


def printed_by(command: str, folder: Path) -> list[str]:
    """What a command prints, on ports of this run; once more on others when somebody else has taken one meanwhile."""
    for _ in range(3):
        ports = {"3000": free_port(), "11434": free_port()}
        for name, text in FILES.items():
            for port, free in ports.items():
                text = text.replace(f"localhost:{port}", f"localhost:{free}").replace(f"port: {port}", f"port: {free}")
            (folder / name).write_text(f"# {name}\n{text}", encoding="utf-8")
        environ = {
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parent.parent),
            "OLLAMA_HOST": f"127.0.0.1:{ports['11434']}",
            **{f"{name}_ADDR": f"127.0.0.1:{free_port()}" for name in ("ADMIN", "STATS", "READINESS")},
        }
        with playing(int(ports["11434"]) if command.startswith(("agwctl models", "agwctl doctor")) else None):
            printed = run(command, folder, environ)
        if "Address already in use" not in "".join(printed):
            break
    return [masked(line) for line in printed]


@pytest.mark.parametrize(("command", "shown"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_output(command: str, shown: list[str], tmp_path: Path) -> None:
    printed = printed_by(command, tmp_path)
    at = 0
    for line in shown:
        if line == "…":
            continue
        expected = masked(line).replace("http://localhost:N/quitquitquit", "http://127.0.0.1:N/quitquitquit")
        assert expected in printed[at:], f"{command} does not print {line!r} (any more):\n" + "\n".join(printed)
        at = printed.index(expected, at) + 1


def test_the_tests_of_an_app_pass(tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(# test_app.py\n.*?)```", README, re.DOTALL)
    (tmp_path / "test_app.py").write_text(code, encoding="utf-8")
    (tmp_path / "scenario.yaml").write_text(FILES["scenario.yaml"], encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_app.py"]
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout
    assert f"{code.count('def test_')} passed" in done.stdout


def test_the_table_of_differences_is_the_codes() -> None:
    rows = re.findall(r"^\| ([a-z0-9-]+) \| (.*?) \| (.*?) \|$", README, re.MULTILINE)
    assert [(row.id, row.guide, row.release) for row in DIFFERENCES] == rows


def test_every_folder_that_is_named_exists() -> None:
    named = re.findall(r"`((?:agwctl|tests|bench)/[\w/.-]*)`", README)
    assert named
    assert [path for path in named if not (Path(__file__).parent.parent / path).exists()] == []
