"""`agwctl models list` and `agwctl models ps`: what is there, what is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from agwctl.cli.console import Console
from agwctl.cli.options import ModelsFormat, ModelsOllama, Quiet, Timeout

if TYPE_CHECKING:
    from agwctl.ollama.client import Client

__all__ = ["LIST_EXAMPLES", "PS_EXAMPLES", "list_models", "ps"]

LIST_EXAMPLES = """
agwctl models                                 what `ollama list` prints, of the Ollama of OLLAMA_HOST
agwctl models list llama -H 192.168.1.100     only names that begin so, of another machine's
agwctl models list --filter capability=tools --sort size
agwctl models list -f gw.yaml --timeout 2s    of every server that a configuration names
agwctl models list --format json | jq -r '.models[].name'
"""
PS_EXAMPLES = """
agwctl models ps                              which models are loaded, and on what they run
agwctl models ps --format json | jq '.models[] | {name, processor}'
"""

_FILE_HELP = "Of all Ollama servers that a configuration names, with the server of each model; - reads stdin."

Prefix = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PREFIX]", help="Only models whose name begins so.", show_default=False),
]


def list_models(
    prefix: Prefix = None,
    ollama: ModelsOllama = None,
    sort: Annotated[
        Literal["name", "size", "modified"] | None,
        typer.Option(help="Largest and newest first; without it, as the server lists them: newest first."),
    ] = None,
    filter: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="capability=tools, family=llama; several must all hold."),
    ] = None,
    file: Annotated[
        Path | None,
        # AGWCTL_FILE names a configuration to run or to check; it does not turn this into another command.
        typer.Option(
            "-f", "--file", metavar="PATH", envvar="AGWCTL_MODELS_FILE", allow_from_autoenv=False, help=_FILE_HELP
        ),
    ] = None,
    timeout: Timeout = 10.0,
    format: ModelsFormat = "human",
    quiet: Quiet = False,
) -> int:
    """List the models that are there, as `ollama list` does."""
    from agwctl.cli.models.ask import ask
    from agwctl.models import listing

    filters = [_filter(text) for text in filter or ()]
    console = Console(quiet=quiet)
    if file is not None:
        from agwctl.cli.models.several import list_several

        return list_several(console, file, ollama, _first(prefix), filters, sort, timeout, format)

    def work(client: Client) -> int:
        client.head()
        models = listing.sorted_by(listing.chosen(client.tags(), _first(prefix), filters), sort)
        if format == "json":
            console.document(
                {"schemaVersion": 1, "host": client.url, "models": [listing.listed_json(each) for each in models]},
            )
        else:
            console.result(listing.listed_table(models, _now()))
        return 0

    return ask(console, ollama, timeout, format, work)


def ps(
    prefix: Prefix = None,
    ollama: ModelsOllama = None,
    timeout: Timeout = 10.0,
    format: ModelsFormat = "human",
    quiet: Quiet = False,
) -> int:
    """List the models that are loaded, as `ollama ps` does; the case of PREFIX matters here."""
    from agwctl.cli.models.ask import ask
    from agwctl.models import listing

    console = Console(quiet=quiet)

    def work(client: Client) -> int:
        client.head()
        models = [model for model in client.ps() if model.name.startswith(_first(prefix))]
        if format == "json":
            console.document(
                {"schemaVersion": 1, "host": client.url, "models": [listing.running_json(each) for each in models]},
            )
        else:
            console.result(listing.running_table(models, _now()))
        return 0

    return ask(console, ollama, timeout, format, work)


def _first(arguments: list[str] | None) -> str:
    """`ollama` uses the first argument and takes no notice of others."""
    return arguments[0] if arguments else ""


def _filter(text: str) -> tuple[str, str]:
    from agwctl.errors import UsageError
    from agwctl.models.listing import FILTERS

    name, _, value = text.partition("=")
    if name not in FILTERS or not value:
        raise UsageError(f"--filter {text}: there is {' and '.join(f'{each}=VALUE' for each in FILTERS)}")
    return name, value


def _now() -> int:
    import time

    return time.time_ns()
