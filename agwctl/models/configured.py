"""A model that a gateway configuration names, and the server that is to have it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from agwctl.ollama.address import Address

__all__ = ["Configured", "Use", "by_server"]


class Use(StrEnum):
    """What a route takes a model for."""

    CHAT = "chat"
    EMBEDDINGS = "embeddings"


@dataclass(frozen=True, slots=True)
class Configured:
    """A model of an Ollama server that a configuration names, or a server whose models clients choose."""

    server: Address
    model: str | None
    """The name that the server gets; None: whatever a client asks for."""
    name: str
    """What clients call it; of a backend, its name."""
    where: str
    """`FILE:LINE:COLUMN`."""
    is_ollama: bool
    """Whether the configuration says, or the port, that it is Ollama: it may be another server with OpenAI's API."""
    uses: frozenset[Use] = frozenset()
    """What clients' calls that get there are for; empty when that is not known."""
    written: str = field(default="", compare=False)
    """The address as the file has it, `localhost:11434` or `http://localhost:11434/v1`; empty when it names none."""
    written_at: str = field(default="", compare=False)
    """Where the address stands, as `where`."""


def by_server(entries: Iterable[Configured]) -> dict[Address, list[Configured]]:
    """The entries of each server; `localhost` and `127.0.0.1` are one, under the name that comes first."""
    spellings: dict[Address, Address] = {}
    servers: dict[Address, list[Configured]] = {}
    for entry in entries:
        host = "localhost" if entry.server.host == "127.0.0.1" else entry.server.host
        server = spellings.setdefault(entry.server._replace(host=host), entry.server)
        servers.setdefault(server, []).append(entry)
    return servers
