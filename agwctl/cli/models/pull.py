"""`agwctl models pull`: fetches a model, shows how far it is, and says what stands in the way."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agwctl.cli.console import Console
from agwctl.cli.models.ask import ask
from agwctl.cli.options import ModelsFormat, ModelsOllama, Quiet, Timeout
from agwctl.errors import ExitCode

if TYPE_CHECKING:
    from agwctl.cli.models.pull_view import View
    from agwctl.models.disk import Disk
    from agwctl.models.pull import Progress
    from agwctl.ollama.client import Client, OllamaError

__all__ = ["EXAMPLES", "run"]

EXAMPLES = """
agwctl models pull llama3.2                            the tag latest
agwctl models pull llama3.1:8b-instruct-q8_0           another quantisation
agwctl models pull localhost:5000/me/own --insecure    from a registry without TLS
agwctl models pull llama3.2 -H http://box:11434        on another machine
"""


def run(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The model: [HOST/][NAMESPACE/]MODEL[:TAG].")],
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Let the server speak plain HTTP with the registry.")
    ] = False,
    ollama: ModelsOllama = None,
    timeout: Timeout = 10.0,
    format: ModelsFormat = "human",
    quiet: Quiet = False,
) -> int:
    """Fetch a model. What had come before an interruption is kept, and the same command continues it.

    The progress goes to stderr: a bar on a terminal, a line for each step elsewhere.
    """
    from agwctl.models.pull import Progress

    console, progress = Console(quiet=quiet), Progress()

    def pull(client: Client) -> int:
        client.head()
        fetch(client, name, insecure, console, progress)
        if format == "json":
            console.document(told(client, name, progress))
        return ExitCode.OK

    try:
        return ask(console, ollama, timeout, format, pull)
    except KeyboardInterrupt:
        message, hint = f"stopped at {int(progress.percent)} %", "the same command continues it"
        if format == "json":
            console.document({"schemaVersion": 1, "error": {"message": message, "hint": hint}})
        console.note(f"{message}; {hint}")
        return ExitCode.INTERRUPTED


def fetch(client: Client, name: str, insecure: bool, console: Console, progress: Progress) -> None:
    """Pulls to the end; `progress` tells how far it came.

    Raises: OllamaError, with the cause and the fix.
    """
    from agwctl.cli.models.pull_view import view
    from agwctl.models.pull import Phase
    from agwctl.ollama.client import CutOff, OllamaError

    try:
        disk = warn_before(client, name, console)
        with view(console) as shown:
            watch(client, name, insecure, progress, shown, disk)
        if progress.phase is not Phase.SUCCESS:
            raise CutOff("unexpected EOF", f"{client.url} ended the pull before the model was complete")
        console.note(summary(name, progress))
    except OllamaError as error:
        raise explained(error, client, name, progress) from error


def summary(name: str, progress: Progress) -> str:
    from agwctl.models.figures import size

    amounts = f": {size(progress.total)}, {size(progress.transferred)} of it fetched now" if progress.total else ""
    return f"{name} is there{amounts}"


def watch(client: Client, name: str, insecure: bool, progress: Progress, shown: View, disk: Disk | None) -> None:
    from agwctl.models.before_pull import too_large

    for event in client.stream("/api/pull", {"model": name, **({"insecure": True} if insecure else {})}):
        begins = progress.feed(event)
        shown.show(progress, begins)
        if begins and disk is not None and (found := too_large(name, progress.total - progress.completed, disk)):
            shown.warn(*found)
            disk = None  # said once


def warn_before(client: Client, name: str, console: Console) -> Disk | None:
    """Says what speaks against it as far as this machine can tell; returns the disk that it goes to."""
    from agwctl.models.before_pull import disk_of, objections
    from agwctl.models.hardware import this_machine
    from agwctl.ollama.client import OllamaError

    if not client.address.is_loopback:
        return None
    try:
        models = client.tags()
    except OllamaError:
        models = ()  # it may pull all the same
    disk = disk_of(client, models, os.environ, Path.home())
    for found in objections(name, models, disk, this_machine()):
        console.warn(*found)
    return disk


def explained(error: OllamaError, client: Client, name: str, progress: Progress) -> OllamaError:
    """The same failure, with what is behind it and how to go on."""
    from agwctl.models.pull_failure import explain_pull
    from agwctl.ollama.client import OllamaError, StatusError

    if isinstance(error, StatusError) and not error.hint:  # with one it is no Ollama that speaks
        try:
            server = f"{client.url}, which is {client.version()}"
        except OllamaError:
            server = client.url
        if found := explain_pull(error.text, name, server):
            return StatusError(error.text, found.cause, found.hint, status=error.status)
    if progress.layers and not error.hint:
        error.hint = "the same command continues it"
    return error


def told(client: Client, name: str, progress: Progress) -> dict[str, Any]:
    """What came of it, for machines."""
    return {
        "schemaVersion": 1,
        "host": client.url,
        "model": name,
        "status": progress.status,
        "size": progress.total,
        "transferred": progress.transferred,
        "layers": [{"digest": layer.digest, "size": layer.total} for layer in progress.layers.values()],
    }
