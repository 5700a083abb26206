"""The models of several servers: those that answer are listed, the others hold nothing up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agwctl.models.asking import Connect, ask_each, failure_line
from agwctl.models.columns import table
from agwctl.models.configured import Configured
from agwctl.models.listing import listed_json, listed_row
from agwctl.ollama.address import Address
from agwctl.ollama.client import Listed, NotOllama, OllamaError, StatusError

__all__ = ["Server", "list_each", "several_json", "several_table"]


@dataclass(frozen=True, slots=True)
class Server:
    """What became of asking one."""

    address: Address
    entries: tuple[Configured, ...]
    """What a configuration wants of it."""
    models: tuple[Listed, ...] = ()
    error: OllamaError | None = None

    @property
    def is_passed_over(self) -> bool:
        """Whether it is no Ollama, and nobody said that it was."""
        foreign = isinstance(self.error, (NotOllama, StatusError))
        return foreign and not any(entry.is_ollama for entry in self.entries)

    def reason(self, timeout: float) -> str | None:
        """Why it listed nothing."""
        return None if self.error is None else failure_line(self.address, self.error, timeout)

    def complaint(self, timeout: float) -> str:
        """The same, with the models of which nothing is known for that."""
        names = ", ".join(f'"{name}"' for name in dict.fromkeys(entry.name for entry in self.entries))
        return f"{self.reason(timeout)}, models of {names} unknown"


def list_each(wanted: Mapping[Address, Sequence[Configured]], connect: Connect, timeout: float) -> list[Server]:
    """All servers at once, in the order of the configuration; done within `timeout` seconds."""
    told = ask_each(wanted, lambda client: client.tags(), connect, timeout)
    return [
        Server(address, tuple(wanted[address]), error=found)
        if isinstance(found, OllamaError)
        else Server(address, tuple(wanted[address]), found)
        for address, found in told.items()
    ]


def several_table(servers: Iterable[Server], now: int) -> str:
    """The columns of `ollama list`, and which server each model is on."""
    rows = [
        (*listed_row(model, now), server.address.url.removeprefix("http://").rstrip("/"))
        for server in servers
        for model in server.models
    ]
    return table(("NAME", "ID", "SIZE", "MODIFIED", "SERVER"), rows)


def several_json(servers: Iterable[Server], timeout: float) -> dict[str, Any]:
    """An entry for each server, whether it answered or not."""
    return {"schemaVersion": 1, "servers": [_entry(server, timeout) for server in servers]}


def _entry(server: Server, timeout: float) -> dict[str, Any]:
    return {
        "host": server.address.url,
        "state": "reachable" if server.error is None else "skipped" if server.is_passed_over else "unreachable",
        "reason": server.reason(timeout),
        "names": list(dict.fromkeys(entry.name for entry in server.entries)),
        "models": [listed_json(model) for model in server.models],
    }
