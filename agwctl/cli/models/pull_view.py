"""A pull as it is watched: one bar on a terminal, a line for each step elsewhere."""

from __future__ import annotations

import os
from types import TracebackType
from typing import Protocol, Self

from agwctl.cli.console import Console
from agwctl.diagnostics.printable import printable
from agwctl.models.figures import size
from agwctl.models.pull import Phase, Progress

__all__ = ["View", "view"]

_TENTH = 10


class View(Protocol):
    """What watches a pull, from `with` to its end."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def show(self, progress: Progress, begins: bool) -> None:
        """After each event; `begins` says that a step does."""

    def warn(self, message: str, hint: str) -> None:
        """Says something beside it."""


def view(console: Console) -> View:
    """The bar where it can move, else lines."""
    is_terminal = console.err.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("CI")
    return Moving(console) if is_terminal and not console.quiet else Lines(console)


class Lines:
    """A line for each status, each layer and each tenth."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._tenths = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def show(self, progress: Progress, begins: bool) -> None:
        tenths = int(progress.percent) // _TENTH
        if begins:
            self._console.note(step(progress))
        elif _TENTH > tenths > self._tenths:
            self._console.note(f"{tenths * _TENTH} %: {size(progress.completed)} of {size(progress.total)}")
        self._tenths = max(tenths, self._tenths)

    def warn(self, message: str, hint: str) -> None:
        self._console.warn(message, hint)


class Moving:
    """The step that is under way before a bar for the whole, with speed and remaining time; gone at the end."""

    def __init__(self, console: Console) -> None:
        from rich import console as terminal
        from rich.progress import BarColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
        from rich.progress import Progress as Bar

        self._console = console
        self._bar = Bar(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[percent]:>3} %", markup=False),
            TextColumn("{task.fields[amount]}", markup=False),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            console=terminal.Console(file=console.err, no_color=not console.err_colour, highlight=False),
            transient=True,
        )
        self._task = self._bar.add_task("", total=None, percent=0, amount="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def show(self, progress: Progress, begins: bool) -> None:
        self._bar.update(
            self._task,
            description=step(progress),
            total=progress.total or None,
            completed=progress.completed,
            percent=int(progress.percent),
            amount=f"{size(progress.completed)}/{size(progress.total)}" if progress.total else "",
        )

    def warn(self, message: str, hint: str) -> None:
        self._bar.stop()
        self._console.warn(message, hint)
        self._bar.start()


def step(progress: Progress) -> str:
    """What the server is at, in one line."""
    layer = progress.current
    if layer is None or progress.phase is not Phase.LAYERS:
        return printable(progress.status)
    here = {0: "", layer.total: ", already there"}.get(layer.found, f", {size(layer.found)} of it already there")
    return f"pulling {printable(layer.short)}: {size(layer.total)}{here}"
