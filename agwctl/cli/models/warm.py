"""`agwctl models warm`: loads models without a prompt and says where they run."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agwctl.cli.console import Console
from agwctl.cli.models.ask import ask, tell_failure
from agwctl.cli.options import ModelsFormat, ModelsOllama
from agwctl.diagnostics.printable import printable
from agwctl.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from agwctl.models.warm import Warmed
    from agwctl.ollama.client import Client

__all__ = ["EXAMPLES", "run"]

EXAMPLES = """
agwctl models warm llama3.2                          keep it in memory for a day
agwctl models warm llama3.2 nomic-embed-text --keep-alive forever
agwctl models warm llama3.2 --keep-alive 30m
"""


def run(
    names: Annotated[list[str], typer.Argument(metavar="NAME…", help="The models.")],
    keep_alive: Annotated[
        str,
        typer.Option(
            "--keep-alive", metavar="DURATION", help="How long each stays loaded after its last use: 30m, 24h, forever."
        ),
    ] = "24h",
    ollama: ModelsOllama = None,
    timeout: Annotated[
        float, typer.Option(min=0.1, max=86400, metavar="SECONDS", help="How long loading one may take.")
    ] = 600.0,
    format: ModelsFormat = "human",
) -> int:
    """Load models without a prompt, so that the first request need not wait. Exit code 1: one could not be loaded."""
    from agwctl.models.warm import lifetime

    console = Console()
    try:
        keep = lifetime(keep_alive)
    except ValueError as error:
        raise UsageError(f"--keep-alive {keep_alive}: {error}") from None
    return ask(console, ollama, timeout, format, lambda client: warm_each(client, names, keep, console, format))


def warm_each(client: Client, names: list[str], keep: str | int, console: Console, format: str) -> int:
    """Loads one after another; one that fails does not keep the others from it."""
    from agwctl.models.warm import warm
    from agwctl.ollama.client import StatusError

    client.head()
    results: list[dict[str, Any]] = []
    for name in names:
        try:
            warmed = warm(client, name, keep, time.monotonic)
        except StatusError as error:
            results.append({"name": name, "error": {"message": error.text, "hint": error.hint}})
            tell_failure(console, error)
            continue
        results.append(entry(warmed))
        if format == "human":
            console.result(printable(line(warmed, time.time_ns())))
    if format == "json":
        console.document({"schemaVersion": 1, "host": client.url, "models": results})
    return ExitCode.FINDINGS if any("error" in result for result in results) else ExitCode.OK


def line(warmed: Warmed, now: int) -> str:
    from agwctl.models.processor import processor
    from agwctl.models.relative_time import relative

    if warmed.remote:
        return f"{warmed.name} runs at {warmed.remote}: there is nothing to load"
    loaded = f"{warmed.name} loaded in {warmed.seconds:.1f} s"
    row = warmed.running
    if row is None:
        return f"{loaded}; it shares a runner with another name of its file: agwctl models ps"
    where = f"{processor(row.size, row.size_vram)}, context {row.context_length}"
    until = relative(row.expires, now)
    return f"{loaded}: {where}, until {'it is stopped' if until == 'Forever' else until}"


def entry(warmed: Warmed) -> dict[str, Any]:
    from agwctl.models.processor import split

    row = warmed.running
    shares = split(row.size, row.size_vram) if row is not None else None
    return {
        "name": warmed.name,
        "loadSeconds": round(warmed.seconds, 3),
        "remote": warmed.remote or None,
        "size": row.size if row is not None else None,
        "sizeVram": row.size_vram if row is not None else None,
        "context": row.context_length if row is not None else None,
        "expiresAt": row.expires_at if row is not None else None,
        "processor": {"cpuPercent": shares.cpu, "gpuPercent": shares.gpu} if shares is not None else None,
    }
