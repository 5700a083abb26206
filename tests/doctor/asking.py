"""Facts of a healthy machine of which somebody wants something, and what a fix says to do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from agwctl.doctor.check import Finding, Status
from agwctl.doctor.facts.facts import Asked, Facts, ServerFacts
from agwctl.doctor.facts.hardware import Hardware
from agwctl.doctor.facts.service import Log
from agwctl.doctor.facts.sockets import Listener, Sockets
from agwctl.models.configured import Configured, Use
from agwctl.models.memory import GIB, Memory
from agwctl.ollama.replies import Details, Running
from tests.doctor.healthy import LLAMA, OLLAMA, healthy, server

HERE = "gw.yaml:7:18"
START = (
    'time=2026-11-25T11:58:31.394Z level=INFO source=routes.go msg="server config" env="map[OLLAMA_KEEP_ALIVE:5m0s]"',
    'time=2026-11-25T11:58:31.396Z level=INFO source=routes.go msg="Listening on 127.0.0.1:11434 (version 0.33.0)"',
)
ANSWERED = '[GIN] 2026/11/25 - 12:00:01 | 200 |  1.5s |  127.0.0.1 | POST     "/v1/chat/completions"'


def asked(model: str | None = None, error: str = "", one: ServerFacts | None = None, **changes: Any) -> Facts:
    """--model and --error."""
    return healthy(one, asked=Asked(model=model, error=error), **changes)


def configured(*names: str, uses: frozenset[Use] = frozenset(), **facts: Any) -> ServerFacts:
    """A server of which a configuration wants models."""
    one = server(**facts)
    wanted = tuple(Configured(one.server.address, name, "clients-name", HERE, True, uses) for name in names)
    return replace(one, server=replace(one.server, models=wanted))


def logged(*lines: str, one: ServerFacts | None = None, **changes: Any) -> Facts:
    """A server that wrote lines since its start."""
    return healthy(one, log=Log("journalctl -u ollama", (*START, *lines)), **changes)


def serving(**variables: str) -> Sockets:
    """A server that was started with variables."""
    process = replace(OLLAMA, environment=variables)
    return Sockets((Listener("127.0.0.1", 11434, process),), (process,))


def loaded(size: int, size_vram: int = 0, context: int = 4096, expires: int = 2**62) -> Running:
    """The model of the healthy machine in `ps`; the name says nothing of others."""
    return Running(LLAMA.name, LLAMA.digest, size, size_vram, expires, "", context, Details())


def hardware(ram: int, *gpus: int, **changes: Any) -> Hardware:
    """So many GiB free."""
    return Hardware(Memory(ram * GIB, tuple(gpu * GIB for gpu in gpus)), **changes)


def doing(found: Finding) -> str:
    """All that its fixes say, a line each."""
    return "\n".join(line for each in found.fixes for line in (each.title, *each.commands))


def says_nothing(found: Finding) -> bool:
    """Whether all is well, or there is nothing here that could be otherwise."""
    return found.status in (Status.PASS, Status.SKIP) and not found.ids
