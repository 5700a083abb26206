"""What is seen of a pull."""

from __future__ import annotations

import io

import pytest

from agwctl.cli.console import Console
from agwctl.cli.models.pull_view import Lines, Moving, view
from agwctl.models.pull import Progress

DIGEST = "sha256:b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def layer(completed: int | None = None, digest: str = DIGEST, total: int = 98_362_432) -> dict[str, object]:
    event: dict[str, object] = {"status": "pulling b179c9523d0e", "digest": digest, "total": total}
    return event if completed is None else event | {"completed": completed}


def seen(events: list[dict[str, object]], err: io.StringIO, **options: bool) -> str:
    console, progress = Console(io.StringIO(), err, {}, **options), Progress()
    with view(console) as shown:
        for event in events:
            shown.show(progress, progress.feed(event))
    return err.getvalue()


EVENTS: list[dict[str, object]] = [
    {"status": "pulling manifest"},
    layer(),
    layer(),
    *(layer(98_362_432 * percent // 100) for percent in (3, 9, 11, 12, 25, 49, 51)),
    layer(None, "sha256:e3b2721cec51", 102),
    {"status": "verifying sha256 digest"},
    {"status": "writing manifest"},
    {"status": "success"},
]


def test_a_line_for_each_step():
    assert seen(EVENTS, io.StringIO()).splitlines() == [
        "pulling manifest",
        "pulling b179c9523d0e: 98 MB",
        "10 %: 10 MB of 98 MB",
        "20 %: 24 MB of 98 MB",
        "40 %: 48 MB of 98 MB",
        "50 %: 50 MB of 98 MB",
        "pulling e3b2721cec51: 102 B",
        "verifying sha256 digest",
        "writing manifest",
        "success",
    ]


@pytest.mark.parametrize(
    ("completed", "line"),
    [
        (None, "pulling b179c9523d0e: 98 MB"),
        (42_000_000, "pulling b179c9523d0e: 98 MB, 42 MB of it already there"),
        (98_362_432, "pulling b179c9523d0e: 98 MB, already there"),
    ],
)
def test_what_is_there_already(completed, line):
    assert seen([layer(completed)], io.StringIO()) == f"{line}\n"


def test_safetensors():
    assert seen([layer(None, "sha256:model")], io.StringIO()) == "pulling model: 98 MB\n"


def test_quiet():
    assert seen(EVENTS, io.StringIO(), quiet=True) == ""
    assert seen(EVENTS, Terminal(), quiet=True) == ""


def test_a_server_does_not_steer_the_terminal():
    told = seen([{"status": "\x1b[2Jpulling"}, layer(1, "sha256:\x1b[2J\n")], io.StringIO())
    assert "\x1b" not in told
    assert told.count("\n") == 2


@pytest.mark.parametrize(("name", "value"), [("TERM", "dumb"), ("CI", "true")])
def test_where_nothing_moves(monkeypatch, name, value):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("CI", raising=False)
    assert isinstance(view(Console(err=Terminal())), Moving)
    monkeypatch.setenv(name, value)
    assert isinstance(view(Console(err=Terminal())), Lines)


def test_a_bar_on_a_terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("CI", raising=False)
    terminal, progress = Terminal(), Progress()
    console = Console(io.StringIO(), terminal, {})
    with view(console) as shown:
        for event in EVENTS[:7]:
            shown.show(progress, progress.feed(event))
        shown.warn("the disk is small", "buy another")
    told = terminal.getvalue()
    assert "pulling b179c9523d0e: 98 MB" in told
    assert "11 %" in told
    assert "11 MB/98 MB" in told
    assert "the disk is small" in told
