"""`agwctl models check`: whether the models that somebody wants are there and can do what they are wanted for."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agwctl.cli.console import Console
from agwctl.cli.options import ModelsFormat, ModelsOllama, Quiet, Timeout
from agwctl.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from agwctl.models.verdict import Checked, Wanted

__all__ = ["EXAMPLES", "run"]

EXAMPLES = """
agwctl models check                           every model that the configuration here names
agwctl models check -f gw.yaml --format json  in a CI job: exit code 1 when one is missing
agwctl models check llama3.2 qwen3:8b --needs tools
agwctl models check -f gw.yaml -H localhost   what it would find at this Ollama instead of its own servers
"""

_FILE_HELP = "A configuration, whose servers are asked; - reads stdin. Without one and without names: as for `serve`."


def run(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Models; else those of a configuration.")
    ] = None,
    file: Annotated[
        Path | None,
        # AGWCTL_FILE is a configuration for when no models are named.
        typer.Option(
            "-f", "--file", metavar="PATH", envvar="AGWCTL_MODELS_FILE", allow_from_autoenv=False, help=_FILE_HELP
        ),
    ] = None,
    needs: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CAPABILITY", help="What they are to be able to do: tools, vision, thinking, embedding; repeatable."
        ),
    ] = None,
    ollama: ModelsOllama = None,
    timeout: Timeout = 10.0,
    format: ModelsFormat = "human",
    quiet: Quiet = False,
) -> int:
    """Check that models are there, can do what is asked of them, and fit.

    Exit code 1: one is missing or not able; 4: a server did not tell.
    """
    from agwctl.cli.models.configuration import client_for
    from agwctl.models.check import check
    from agwctl.models.check_report import check_json, check_line
    from agwctl.models.fit_of import fit_of

    console = Console(quiet=quiet)
    wanted = _wanted(names or [], file, _capabilities(needs or []), ollama, console)
    ollamas = {each.server for each in wanted if each.is_ollama}
    told = check(wanted, client_for(timeout, ollamas), timeout, fit_of)
    if format == "json":
        console.document(check_json(told))
    else:
        width = max(len(each.wanted.name or "*") for each in told)
        console.result("\n".join(check_line(each, width) for each in told))
    console.note(_summary(told))
    return exit_code(told)


def _wanted(
    names: list[str], file: Path | None, needs: tuple[str, ...], ollama: str | None, console: Console
) -> list[Wanted]:
    from agwctl.cli.models.ask import asked_address

    if not all(names):
        raise UsageError("the name of a model is empty")
    names = list(dict.fromkeys(names))
    if names and file is None:
        server = asked_address(console, ollama)
        return [_given(server, name, needs) for name in names]
    from agwctl.cli.models.configuration import configured_by
    from agwctl.models.check import only_named, wanted_of

    wanted = wanted_of(configured_by(file or _here(), console), needs)
    if ollama is not None:
        server = asked_address(console, ollama)
        wanted = [each._replace(server=server) for each in wanted]
    chosen, unknown = only_named(wanted, names) if names else (wanted, [])
    if unknown:
        raise UsageError(f"{file} does not name {', '.join(unknown)}", "leave the names out to check all of it")
    return chosen


def _capabilities(needs: list[str]) -> tuple[str, ...]:
    """What Ollama calls them. Raises: UsageError for words that it does not use."""
    from agwctl.models.verdict import CAPABILITIES

    for need in needs:
        if need not in CAPABILITIES:
            raise UsageError(f"--needs {need}: no capability", f"one of {', '.join(CAPABILITIES)}")
    return tuple(needs)


def _given(server: Any, name: str, needs: tuple[str, ...]) -> Wanted:
    from agwctl.models.verdict import Wanted

    return Wanted(server, name, needs=needs)


def _here() -> Path:
    from agwctl.cli.config_source import CANDIDATES

    if named := os.environ.get("AGWCTL_FILE"):
        return Path(named)
    found = next((Path(name) for name in CANDIDATES if Path(name).is_file()), None)
    if found is None:
        raise UsageError(
            "nothing to check", f"name models, or a configuration with -f (no {', '.join(CANDIDATES)} here)"
        )
    return found


def _summary(told: Sequence[Checked]) -> str:
    counts = Counter(each.state.value for each in told)
    return f"{len(told)} {'model' if len(told) == 1 else 'models'}: " + ", ".join(
        f"{count} {word}" for word, count in counts.items()
    )


def exit_code(told: Sequence[Checked]) -> ExitCode:
    from agwctl.models.verdict import State

    states = {each.state for each in told}
    if states & {State.MISSING, State.UNABLE}:
        return ExitCode.FINDINGS
    return ExitCode.INCOMPLETE if State.UNKNOWN in states else ExitCode.OK
