"""The Typer app: one line per verb."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, ParamSpec

import typer

from agwctl import __version__
from agwctl.cli import completion, config, explain, schema, serve, simulate, validate
from agwctl.cli.console import Console
from agwctl.cli.models import changing, fit, group, listing, pull, show, warm
from agwctl.errors import ExitCode

__all__ = ["call"]

P = ParamSpec("P")

SETTINGS: dict[str, Any] = {
    "help_option_names": ["-h", "--help"],
    "max_content_width": 100,
    # An option of any verb is AGWCTL_ + its name, without the verb's: one variable names the file for all of them.
    "auto_envvar_prefix": "AGWCTL",
}

app = typer.Typer(
    add_completion=False,  # the completion scripts are files of the repository, not made at run time
    rich_markup_mode=None,  # plain help: rich costs 60 ms
    pretty_exceptions_enable=False,
    context_settings=SETTINGS,
)


def verb(name: str, run: Callable[P, int], examples: str, group: typer.Typer | None = None) -> None:
    """Adds a verb: a function of typed options that returns the exit code, and the examples that end its help."""

    @wraps(run)
    def exit_with_code(*args: P.args, **kwargs: P.kwargs) -> None:
        raise typer.Exit(run(*args, **kwargs))

    lines = "\n".join(f"  {line}" for line in examples.strip().splitlines())
    (group or app).command(name, epilog=f"\b\nExamples:\n{lines}", context_settings=SETTINGS)(exit_with_code)


verb("serve", serve.run, serve.EXAMPLES)
verb("validate", validate.run, validate.EXAMPLES)
verb("explain", explain.run, explain.EXAMPLES)
verb("schema", schema.run, schema.EXAMPLES)
verb("show", config.show, config.EXAMPLES, config.group(app, SETTINGS))
verb("simulate", simulate.run, simulate.EXAMPLES)
verb("completion", completion.run, completion.EXAMPLES)
models = group.group(app, SETTINGS)
verb("list", listing.list_models, listing.LIST_EXAMPLES, models)
verb("ls", listing.list_models, listing.LIST_EXAMPLES, models)
verb("ps", listing.ps, listing.PS_EXAMPLES, models)
verb("show", show.show, show.EXAMPLES, models)
verb("stop", changing.stop, changing.STOP_EXAMPLES, models)
verb("rm", changing.rm, changing.RM_EXAMPLES, models)
verb("cp", changing.cp, changing.CP_EXAMPLES, models)
verb("fit", fit.run, fit.EXAMPLES, models)
verb("pull", pull.run, pull.EXAMPLES, models)
verb("warm", warm.run, warm.EXAMPLES, models)


@app.callback(invoke_without_command=True)
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
        Console().result(context.get_help())


_SIMULATED = re.compile(r"\A--simulate=(?=.)")
"""Typer has no option that may have a value: `--simulate=FILE` is another one."""


def call(arguments: list[str]) -> int:
    """Parses and runs a command line; usage errors are reported here and return 2."""
    try:
        app([_SIMULATED.sub("--scenario=", word) for word in arguments], prog_name="agwctl")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else ExitCode.USAGE
    return ExitCode.OK
