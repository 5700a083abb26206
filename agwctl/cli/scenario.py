"""Which Ollama a verb plays: a scenario file, and options that take the place of what stands in it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agwctl.cli.console import Console
from agwctl.errors import InputError, UsageError

if TYPE_CHECKING:
    from agwctl.diagnostics.diagnostic import Diagnostic
    from agwctl.ollama.scenario.document import Scenario
    from agwctl.ollama.simulator import Simulator

__all__ = ["simulator"]

_OPTIONS = {"version": "--version-like", "hardware.ram": "--ram", "hardware.vram": "--vram", "seed": "--seed"}
_OPTIONS |= {"models": "--models", "tokensPerSecond": "--tokens-per-second"}
"""Where in a scenario an option ends up."""


def simulator(
    file: Path | None,
    console: Console,
    values: Mapping[str, Any] | None = None,
    faults: tuple[str, ...] = (),
    bind: str = "127.0.0.1",
) -> Simulator:
    """The stand-in that plays a file's scenario, as fast as a small model unless it says otherwise.

    `values` are keys of a scenario that come before the file's; each of `faults` is `KIND` or `KIND=MODEL`; `bind` is
    the address that it will listen on.
    Raises: UsageError for an option, InputError for a file after everything that is wrong with it has been shown.
    """
    from agwctl.ollama.scenario.options import over
    from agwctl.ollama.scenario.play import play
    from agwctl.ollama.stand_in import READABLE

    scenario = _of_options(values or {})
    if file is not None:
        scenario = over(_of_file(file, console), scenario)
    playing = play(scenario, pace=READABLE, listen=bind)
    for text in reversed(faults):
        _add_fault(text, playing)
    return playing


def _of_options(values: Mapping[str, Any]) -> Scenario:
    from agwctl.ollama.scenario.options import read

    loaded = read(values, "<options>")
    if loaded.scenario is None:
        raise _usage(loaded.errors[0])
    return loaded.scenario


def _usage(mistake: Diagnostic) -> UsageError:
    option = next((each for path, each in _OPTIONS.items() if mistake.pointer.startswith(path)), mistake.pointer)
    return UsageError(f"{option}: {mistake.message}", mistake.hint)


def _of_file(file: Path, console: Console) -> Scenario:
    from agwctl.config.text import read_text, text_of
    from agwctl.diagnostics.human import render
    from agwctl.diagnostics.report import FileReport, Report
    from agwctl.ollama.scenario.load import load_text

    name = "<stdin>" if str(file) == "-" else str(file)
    loaded = load_text(text_of(sys.stdin.buffer.read(), name) if name == "<stdin>" else read_text(file), name)
    if loaded.diagnostics:
        told = Report((FileReport(name, "scenario", "checked", None, tuple(loaded.diagnostics)),))
        console.note(render(told, colour=console.err_colour))
    if loaded.scenario is None:
        hint = None if name == "<stdin>" else f"agwctl validate {name} shows the same"
        raise InputError(f"{name} is not a valid scenario", hint)
    return loaded.scenario


def _add_fault(text: str, playing: Simulator) -> None:
    """Lets go wrong what `--fault` says. Raises: UsageError."""
    from agwctl.ollama.scenario.options import add_fault

    kind, _, model = text.partition("=")
    try:
        add_fault(playing, kind, model or "*")
    except InputError as error:
        raise UsageError(f"--fault {text}: {error.message}", error.hint) from None
