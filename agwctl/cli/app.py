"""The Typer app: one line per verb."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Sequence
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from agwctl import __version__
from agwctl.cli.console import Console
from agwctl.errors import AgwctlError, ExitCode

__all__ = ["VERBS", "app_for", "call"]

SETTINGS: dict[str, Any] = {
    "help_option_names": ["-h", "--help"],
    "max_content_width": 100,
    # An option of any verb is AGWCTL_ + its name, without the verb's: one variable names the file for all of them.
    "auto_envvar_prefix": "AGWCTL",
}


class Verb(NamedTuple):
    """One thing that agwctl does."""

    words: str
    """How it is called: `serve`, `models list`."""
    module: str
    """Below agwctl.cli; imported when the verb is asked for."""
    run: str = "run"
    """A function of typed options that returns the exit code."""
    examples: str = "EXAMPLES"
    """The examples that end its help."""


VERBS = (
    Verb("serve", "serve"),
    Verb("validate", "validate"),
    Verb("explain", "explain"),
    Verb("schema", "schema"),
    Verb("config show", "config", "show"),
    Verb("models list", "models.listing", "list_models", "LIST_EXAMPLES"),
    Verb("models ls", "models.listing", "list_models", "LIST_EXAMPLES"),
    Verb("models ps", "models.listing", "ps", "PS_EXAMPLES"),
    Verb("models show", "models.show", "show"),
    Verb("models stop", "models.changing", "stop", "STOP_EXAMPLES"),
    Verb("models rm", "models.changing", "rm", "RM_EXAMPLES"),
    Verb("models cp", "models.changing", "cp", "CP_EXAMPLES"),
    Verb("models fit", "models.fit"),
    Verb("models pull", "models.pull"),
    Verb("models warm", "models.warm"),
    Verb("models check", "models.check"),
    Verb("models parity", "models.parity"),
    Verb("doctor", "doctor.verb"),
    Verb("simulate", "simulate"),
    Verb("completion", "completion"),
)
GROUPS = {"config": "config", "models": "models.group"}
"""Verbs that have verbs of their own: first word → the module whose `group` adds it."""


def app_for(words: Sequence[str] = ()) -> typer.Typer:
    """The app with the verb that a command line asks for, or with all of them when it names none.

    Typer reads the options of every verb that it is told of, which takes a millisecond each.
    """
    app = typer.Typer(
        add_completion=False,  # the completion scripts are files of the repository, not made at run time
        rich_markup_mode=None,  # plain help: rich costs 60 ms
        pretty_exceptions_enable=False,
        context_settings=SETTINGS,
    )
    app.callback(invoke_without_command=True)(root)
    groups: dict[str, typer.Typer] = {}
    for verb in _asked(words):
        first, _, name = verb.words.rpartition(" ")
        if first and first not in groups:
            groups[first] = _module(GROUPS[first]).group(app, SETTINGS)
        add(groups.get(first, app), name, verb)
    return app


def add(app: typer.Typer, name: str, verb: Verb) -> None:
    """Adds a verb: what its function returns becomes the exit code; a failure is a document where JSON is asked for."""
    module = _module(verb.module)
    run = getattr(module, verb.run)

    @wraps(run)
    def exit_with_code(*args: Any, **kwargs: Any) -> None:
        try:
            raise typer.Exit(run(*args, **kwargs))
        except AgwctlError as failure:
            if kwargs.get("format") == "json":
                _tell_in_json(failure)
            raise

    lines = "\n".join(f"  {line}" for line in getattr(module, verb.examples).strip().splitlines())
    app.command(name, epilog=f"\b\nExamples:\n{lines}", context_settings=SETTINGS)(exit_with_code)


def _tell_in_json(failure: AgwctlError) -> None:
    Console().document({"schemaVersion": 1, "error": {"message": failure.message, "hint": failure.hint}})


def _asked(words: Sequence[str]) -> Iterable[Verb]:
    for depth in (2, 1):
        asked = [verb for verb in VERBS if verb.words.split()[:depth] == list(words[:depth])]
        if asked:
            return asked
    return VERBS


def _module(name: str) -> Any:
    return importlib.import_module(f"agwctl.cli.{name}")


def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("-V", "--version", help="Print the version.", show_envvar=False)] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the trace of an unexpected error.")] = False,
) -> None:
    """A light gateway in front of Ollama that runs agentgateway configurations."""
    if version:
        Console().result(f"agwctl {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        from agwctl.cli.state import state

        Console().result("\n".join(state(Path())))


_SIMULATED = re.compile(r"\A--simulate=(?=.)")
"""Typer has no option that may have a value: `--simulate=FILE` is another one."""


def call(arguments: list[str]) -> int:
    """Parses and runs a command line; usage errors are reported here and return 2."""
    try:
        app_for(arguments)([_SIMULATED.sub("--scenario=", word) for word in arguments], prog_name="agwctl")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else ExitCode.USAGE
    return ExitCode.OK
