"""`agwctl models stop`, `rm` and `cp`: what changes a server's models."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from agwctl.cli.console import Console
from agwctl.cli.options import ModelsFormat, ModelsOllama, Quiet, Timeout

if TYPE_CHECKING:
    from agwctl.ollama.client import Client

__all__ = ["CP_EXAMPLES", "RM_EXAMPLES", "STOP_EXAMPLES", "cp", "rm", "stop"]

STOP_EXAMPLES = """
agwctl models stop llama3.2                   takes it out of memory; it stays on disk
"""
RM_EXAMPLES = """
agwctl models rm llama3.2 mistral:7b          deletes them from the server's disk
"""
CP_EXAMPLES = """
agwctl models cp llama3.2 gpt-3.5-turbo       the same model under another name, for a client that insists on it
"""

Names = Annotated[list[str] | None, typer.Argument(metavar="NAME", show_default=False)]


def stop(
    name: Names = None,
    ollama: ModelsOllama = None,
    timeout: Timeout = 30.0,
    format: ModelsFormat = "human",
    quiet: Quiet = False,
) -> int:
    """Take a model out of memory, as `ollama stop` does."""
    from agwctl.cli.models.ask import ask, exactly, fail
    from agwctl.models.unload import stop_model

    console = Console(quiet=quiet)
    if wrong := exactly(1, name):
        return fail(console, format, wrong)
    model = (name or [""])[0]

    def work(client: Client) -> int:
        client.head()
        stop_model(client, model)
        if format == "json":
            console.document({"schemaVersion": 1, "host": client.url, "stopped": [model]})
        return 0

    return ask(console, ollama, timeout, format, work)


def rm(
    name: Names = None,
    ollama: ModelsOllama = None,
    timeout: Timeout = 30.0,
    format: ModelsFormat = "human",
    quiet: Quiet = False,
) -> int:
    """Delete models, as `ollama rm` does: each is unloaded first, and the first that fails is the last."""
    from agwctl.cli.models.ask import ask, fail
    from agwctl.diagnostics.printable import printable
    from agwctl.models.unload import remove
    from agwctl.ollama.client import OllamaError

    console = Console(quiet=quiet)
    if not name:
        return fail(console, format, OllamaError("requires at least 1 arg(s), only received 0", ""))

    def work(client: Client) -> int:
        client.head()
        for model in name:
            shown = printable(model)
            remove(client, model, partial(console.note, f"Warning: unable to stop model '{shown}'"))
            if format == "human":
                console.result(f"deleted '{shown}'")
        if format == "json":
            console.document({"schemaVersion": 1, "host": client.url, "deleted": name})
        return 0

    return ask(console, ollama, timeout, format, work)


def cp(
    names: Annotated[list[str] | None, typer.Argument(metavar="SOURCE NAME", show_default=False)] = None,
    ollama: ModelsOllama = None,
    timeout: Timeout = 30.0,
    format: ModelsFormat = "human",
    quiet: Quiet = False,
) -> int:
    """Give a model a second name, as `ollama cp` does."""
    from agwctl.cli.models.ask import ask, exactly, fail
    from agwctl.diagnostics.printable import printable

    console = Console(quiet=quiet)
    if wrong := exactly(2, names):
        return fail(console, format, wrong)
    source, destination = names or ("", "")

    def work(client: Client) -> int:
        client.head()
        copied = {"source": source, "destination": destination}
        client.send("POST", "/api/copy", copied)
        if format == "json":
            console.document({"schemaVersion": 1, "host": client.url, "copied": copied})
        else:
            console.result(f"copied '{printable(source)}' to '{printable(destination)}'")
        return 0

    return ask(console, ollama, timeout, format, work)
