"""`agwctl config show`: what a configuration comes to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from agwctl.cli.console import Console
from agwctl.cli.options import CompatMode, ConfigFile, ConfigText, OllamaUrl, Quiet
from agwctl.diagnostics.printable import printable
from agwctl.errors import ExitCode, InputError

__all__ = ["EXAMPLES", "group", "show"]

EXAMPLES = """
agwctl config show                            what `agwctl serve` would run here
agwctl config show -f gw.yaml                 with defaults, variables, and where each value is from
agwctl config show -f gw.yaml --format json | jq .config.binds
"""


def group(app: typer.Typer, settings: dict[str, Any]) -> typer.Typer:
    """Adds `config`, the verb that has verbs of its own."""
    added = typer.Typer(rich_markup_mode=None, context_settings=settings)

    @added.callback(invoke_without_command=True)
    def alone(context: typer.Context) -> None:
        """Look at a configuration."""
        if context.invoked_subcommand is None:
            Console().result(context.get_help())

    app.add_typer(added, name="config")
    return added


def show(
    file: ConfigFile = None,
    config: ConfigText = None,
    format: Annotated[
        # AGWCTL_FORMAT is that of `validate`, which has other formats.
        Literal["yaml", "json"],
        typer.Option(envvar="AGWCTL_CONFIG_FORMAT", allow_from_autoenv=False, help="How it is written to stdout."),
    ] = "yaml",
    compat: CompatMode = "guide",
    ollama: OllamaUrl = None,
    quiet: Quiet = False,
) -> int:
    """Print the effective configuration: defaults filled in, variables replaced, credentials masked.

    Behind each value stands where it is from: a line of the file, a variable, or "default".
    """
    import os

    from agwctl.cli.config_source import find, for_ollama
    from agwctl.cli.effective import effective
    from agwctl.compat import MODES
    from agwctl.config.load import load_text
    from agwctl.ollama.address import effective_address
    from agwctl.source.writer import write

    console = Console(quiet=quiet)
    found = find(file, config, Path.cwd()) or for_ollama(effective_address(ollama, os.environ))
    loaded = load_text(found[1], found[0], os.environ)
    if loaded.config is None:
        reason = "; ".join(f"line {each.span.start.line}: {each.message}" for each in loaded.errors[:3])
        raise InputError(f"{found[0]} is not a valid configuration: {reason}", f"agwctl validate {found[0]}")
    told = effective(loaded.config, loaded.source, os.environ, MODES[compat])
    console.note(printable(f"the effective configuration of {found[0]} (--compat {compat})"))
    console.result(write(told) if format == "yaml" else _as_json(told, found[0]))
    return ExitCode.OK


def _as_json(told: Any, path: str) -> str:
    import json

    document = {"schemaVersion": 1, "path": path, "config": _values(told), "origins": _notes(told)}
    return json.dumps(document, indent=2, ensure_ascii=False)


def _values(told: Any) -> Any:
    value = told.value
    if isinstance(value, dict):
        return {key: _values(each) for key, each in value.items()}
    return [_values(each) for each in value] if isinstance(value, list) else value


def _notes(told: Any) -> Any:
    """The same shape with origins in the place of scalars and of what is empty."""
    value = told.value
    if isinstance(value, dict) and value:
        return {key: _notes(each) for key, each in value.items()}
    return [_notes(each) for each in value] if isinstance(value, list) and value else told.note
