"""What the verbs about models have in common: whom they ask, and how a failure is told."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from agwctl.cli.console import Console, write
from agwctl.diagnostics.printable import printable
from agwctl.errors import ExitCode

if TYPE_CHECKING:
    from agwctl.ollama.address import Address
    from agwctl.ollama.client import Client, OllamaError

__all__ = ["ask", "asked_address", "connect", "exactly", "fail", "tell_failure"]


def ask(console: Console, ollama: str | None, timeout: float, format: str, work: Callable[[Client], int]) -> int:
    """Lets `work` ask an Ollama; a failure is told as by the `ollama` command, the cause above it, and is exit 1."""
    from agwctl.ollama.client import OllamaError

    try:
        with connect(ollama, timeout, console) as client:
            return work(client)
    except OllamaError as error:
        return fail(console, format, error)


def fail(console: Console, format: str, error: OllamaError) -> int:
    """Tells a failure, in JSON too where that is asked for, and returns its exit code."""
    if format == "json":
        console.document({"schemaVersion": 1, "error": {"message": error.text, "hint": error.hint}})
    tell_failure(console, error)
    return ExitCode.FINDINGS


def exactly(count: int, names: list[str] | None) -> OllamaError | None:
    """The failure that `ollama` reports for another number of arguments."""
    from agwctl.ollama.client import OllamaError

    given = len(names or ())
    return None if given == count else OllamaError(f"accepts {count} arg(s), received {given}", "")


def connect(ollama: str | None, timeout: float, console: Console | None = None) -> Client:
    """A client of the given Ollama, or of that in OLLAMA_HOST; proxies are for other machines only.

    `console` gets to know what is odd about the address, and the proxy.
    """
    from agwctl.ollama.address import effective_address
    from agwctl.ollama.client import Client

    address = effective_address(ollama) if console is None else asked_address(console, ollama)
    client = Client(address, timeout=timeout, api_key=os.environ.get("OLLAMA_API_KEY"))
    if console is not None and client.proxy:
        proxy = f"{client.proxy.authority}, the proxy of {client.proxy.variable}"
        console.note(printable(f"{client.url} is asked through {proxy}"))
    return client


def asked_address(console: Console, ollama: str | None) -> Address:
    """The given Ollama, or that in OLLAMA_HOST; what is odd about it is told."""
    from agwctl.ollama.address import effective_address

    address = effective_address(ollama)
    for remark in _remarks(ollama, address):
        console.warn(remark)
    return address


def _remarks(given: str | None, address: Address) -> Iterator[str]:
    from agwctl.ollama.python_host import difference

    variable = "" if given else os.environ.get("OLLAMA_HOST", "")
    if address.warning:
        yield f"{'OLLAMA_HOST' if variable else '--ollama'}: {address.warning}"
    if variable and (told := difference(variable)):
        yield f"OLLAMA_HOST={variable!r} is {address.url} to agwctl and ollama; {told}"


def tell_failure(console: Console, error: OllamaError) -> None:
    """The cause and the fix as notes, and `Error: …` in the words of `ollama` as the last line."""
    for text in (error.cause, error.hint):
        if text:
            console.note(printable(text))
    lines = [printable(line) for line in error.text.split("\n")]
    write(console.err, "\n".join(["Error: " + lines[0], *lines[1:]]) + "\n")
