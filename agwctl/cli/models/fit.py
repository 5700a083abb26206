"""`agwctl models fit`: whether a model fits into the memory, where it would run, and with how much context."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from agwctl.cli.console import Console
from agwctl.cli.models.ask import connect
from agwctl.cli.options import ModelsFormat, ModelsOllama, Timeout
from agwctl.diagnostics.printable import printable
from agwctl.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from agwctl.models.fitting import Question
    from agwctl.models.lookup import Known
    from agwctl.models.memory import Memory
    from agwctl.ollama.address import Address

__all__ = ["EXAMPLES", "run"]

EXAMPLES = """
agwctl models fit llama3.1:8b                          in this machine's free memory
agwctl models fit llama3.1:8b --context 32768 --parallel 2
agwctl models fit llama3.3:70b --ram 64G --vram 24G,24G    on a machine with two cards
agwctl models fit qwen3:14b --kv-cache q8_0            with OLLAMA_KV_CACHE_TYPE=q8_0
"""
EXITS = {"yes": ExitCode.OK, "no": ExitCode.FINDINGS, "unknown": ExitCode.INCOMPLETE}


def run(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The model, pulled or not.")],
    context: Annotated[
        int | None,
        typer.Option(min=1, metavar="TOKENS", help="Tokens of each request; else what Ollama takes by itself."),
    ] = None,
    parallel: Annotated[
        int, typer.Option(min=1, max=1024, metavar="COUNT", help="Requests at a time: OLLAMA_NUM_PARALLEL.")
    ] = 1,
    ram: Annotated[
        str | None, typer.Option(metavar="SIZE", help="Free RAM, such as 16G; else that of this machine.")
    ] = None,
    vram: Annotated[
        str | None, typer.Option(metavar="SIZE", help="Free graphics memory, such as 8G; 24G,24G for two cards.")
    ] = None,
    kv_cache: Annotated[
        Literal["f16", "q8_0", "q4_0"], typer.Option(help="The server's OLLAMA_KV_CACHE_TYPE.")
    ] = "f16",
    ollama: ModelsOllama = None,
    timeout: Timeout = 10.0,
    format: ModelsFormat = "human",
) -> int:
    """Say whether a model fits: on the GPU, partly, on the CPU or not (exit code 1). Exit code 4: it cannot be told."""
    from agwctl.models.fitting import Question
    from agwctl.ollama.address import effective_address

    console = Console()
    memory = figures(ram, vram)
    known = look(console, name, ollama, timeout)
    question = Question(name, context, parallel, kv_cache)
    address = effective_address(ollama)
    return tell(console, question, known, memory or measured(address, known, name), address.url, format)


def figures(ram: str | None, vram: str | None) -> Memory | None:
    from agwctl.models.memory import given

    if ram is None and vram is None:
        return None
    try:
        return given(ram, vram)
    except ValueError as error:
        raise UsageError(str(error)) from None


def look(console: Console, name: str, ollama: str | None, timeout: float) -> Known:
    """What the server knows of the model; nothing when it does not answer, for the name is enough."""
    from agwctl.models.lookup import Known, look_up
    from agwctl.ollama.client import OllamaError

    try:
        with connect(ollama, timeout) as client:
            return look_up(client, name)
    except OllamaError as error:
        console.note(f"answered without the server: {printable(error.cause or error.text)}")
        return Known()


def measured(address: Address, known: Known, name: str) -> Memory:
    """The free memory of the server's machine, if that is this one."""
    from agwctl.models.hardware import this_machine
    from agwctl.models.memory import Memory

    if not address.is_loopback:
        reason = f"Ollama runs on {address.host}, whose memory is not seen from here: give --ram 16G --vram 8G"
        return Memory(None, None, where=address.host, unknown=reason)
    row = known.row(name)
    here = this_machine()
    return here if row is None else here.with_freed(row.size, row.size_vram)


def tell(console: Console, question: Question, known: Known, memory: Memory, url: str, format: str) -> int:
    from agwctl.models.fit_report import document, lines, loaded
    from agwctl.models.fitting import answer, runs_elsewhere

    name = question.name
    if known.remote or (known.shape is None and runs_elsewhere(name)):
        where = known.remote or "Ollama's cloud"
        return short(console, name, "yes", "remote", f"{name} runs at {where}: it takes no memory here", format)
    found = answer(question, memory, known.shape)
    if found is None:
        reason = f"cannot tell whether {name} fits: it is not on the server, and its name tells no size"
        return short(console, name, "unknown", "unknown", reason, format)
    more: Iterable[str] = tuple(loaded(known.running, name)) if memory.where == "this machine" else ()
    if format == "json":
        console.document(document(found, url, more))
    else:
        console.result("\n".join(map(printable, lines(found, more))))
    return EXITS[found.verdict]


def short(console: Console, name: str, fits: str, placement: str, reason: str, format: str) -> int:
    """An answer without figures."""
    if format == "json":
        known = {"schemaVersion": 1, "model": name, "fits": fits, "placement": placement, "reason": reason}
        console.document(known)
    else:
        console.result(printable(reason))
    return EXITS[fits]
