"""What the verbs about models have in common: whom they ask, and how a failure is told."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from agwctl.cli.console import Console, write
from agwctl.diagnostics.printable import printable
from agwctl.errors import ExitCode

if TYPE_CHECKING:
    from agwctl.ollama.client import Client, OllamaError

__all__ = ["ask", "connect", "print_json", "tell_failure"]


def ask(console: Console, ollama: str | None, timeout: float, format: str, work: Callable[[Client], int]) -> int:
    """Lets `work` ask an Ollama; a failure is told as by the `ollama` command, the cause above it, and is exit 1."""
    from agwctl.ollama.client import OllamaError

    try:
        with connect(ollama, timeout) as client:
            return work(client)
    except OllamaError as error:
        if format == "json":
            print_json(console, {"schemaVersion": 1, "error": {"message": error.text, "hint": error.hint}})
        tell_failure(console, error)
        return ExitCode.FINDINGS


def connect(ollama: str | None, timeout: float) -> Client:
    """A client of the given Ollama, or of that in OLLAMA_HOST; proxies are for other machines only."""
    from agwctl.ollama.address import effective_address
    from agwctl.ollama.client import Client
    from agwctl.ollama.proxy import proxy_for

    address = effective_address(ollama)
    return Client(address, timeout=timeout, api_key=os.environ.get("OLLAMA_API_KEY"), proxy=proxy_for(address))


def tell_failure(console: Console, error: OllamaError) -> None:
    """The cause and the fix as notes, and `Error: …` in the words of `ollama` as the last line."""
    for text in (error.cause, error.hint):
        if text:
            console.note(printable(text))
    lines = [printable(line) for line in error.text.split("\n")]
    write(console.err, "\n".join(["Error: " + lines[0], *lines[1:]]) + "\n")


def print_json(console: Console, document: dict[str, Any]) -> None:
    console.result(json.dumps(document, ensure_ascii=False, indent=2))
