"""A server's own variables: those of its process, as its log shows them, or as its manager gives them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agwctl.doctor.evidence.port_owner import runs_here
from agwctl.doctor.evidence.texts import current_lines
from agwctl.doctor.facts.containers import PublishedPort
from agwctl.doctor.facts.fact import Unread, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.service import Service
from agwctl.doctor.facts.sockets import Process, Sockets
from agwctl.ollama.duration import keep_alive
from agwctl.ollama.refusal import Refusal

__all__ = ["Setting", "is_true", "nanoseconds", "number", "server_process", "server_variable"]

_FALSE = ("", "0", "f", "F", "false", "False", "FALSE")
_NOT_SET = {
    "OLLAMA_CONTEXT_LENGTH": "0",
    "OLLAMA_KEEP_ALIVE": "5m0s",
    "OLLAMA_NUM_PARALLEL": "1",
    "OLLAMA_MAX_LOADED_MODELS": "0",
    "OLLAMA_MAX_QUEUE": "512",
    "OLLAMA_LOAD_TIMEOUT": "5m0s",
    "OLLAMA_GPU_OVERHEAD": "0",
}
"""How the log shows a variable that nobody set."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A variable of the server; empty when it is not set."""

    value: str
    source: str


def server_variable(facts: Facts, name: str) -> Setting | Unread:
    """The best source first: the process, its log, its manager, its container. Quotes are taken off as Ollama does."""
    if not runs_here(facts):
        return Unread("the variables of a server elsewhere cannot be read")
    process = server_process(facts)
    if process is not None and process.environment is not None:
        return Setting(_bare(process.environment.get(name, "")), f"/proc/{process.pid}/environ")
    logged = _logged(facts, name)
    if logged is not None:
        return logged
    service = known_or(facts.service, Service())
    if service.environment is not None and (name in service.environment or not service.unread_files):
        return Setting(_bare(service.environment.get(name, "")), f"the service {service.name}")
    for each in known_or(facts.containers, ()):
        if each.is_ollama and each.environment is not None and facts.server.server.address.port in _ports(each.ports):
            return Setting(_bare(each.environment.get(name, "")), f"the container {each.name}")
    return Unread("the server's variables cannot be read")


def server_process(facts: Facts) -> Process | None:
    """The Ollama that listens on the server's port, as far as the system tells."""
    listeners = known_or(facts.sockets, Sockets()).of_ollama()
    port = facts.server.server.address.port
    return next((each.process for each in listeners if each.port == port), None)


def number(setting: Setting | Unread) -> int | None:
    """A variable that counts; None when it is not known, not set or no number."""
    value = "" if isinstance(setting, Unread) else setting.value
    return int(value) if value.isdecimal() and len(value) < 20 else None


def nanoseconds(value: str) -> int | None:
    """A variable that is a duration: as Go writes it, or in seconds; None when it is neither."""
    try:
        return keep_alive(int(value) if re.fullmatch(r"[+-]?\d{1,18}", value) else value)
    except Refusal:
        return None


def is_true(value: str) -> bool:
    """A switch as Ollama reads it: whatever is no word for false is true."""
    return value not in _FALSE


def _logged(facts: Facts, name: str) -> Setting | None:
    lines = current_lines(facts, 'msg="server config"')
    found = re.search(rf"\b{name}:([^ \]]*)", lines[-1]) if lines else None
    if found is None:
        return None
    value = found[1]
    return Setting("" if value == _NOT_SET.get(name) else _bare(value), "the server config line of its log")


def _bare(value: str) -> str:
    return value.strip().strip("\"'").strip()


def _ports(ports: tuple[PublishedPort, ...]) -> set[int]:
    return {each.host_port for each in ports}
