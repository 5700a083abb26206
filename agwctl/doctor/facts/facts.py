"""All that is known at one moment, seen from one of the servers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from agwctl.doctor.facts.configuration import Configuration
from agwctl.doctor.facts.containers import Container
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.deep import Deep
from agwctl.doctor.facts.fact import NOT_ASKED, Unread, known_or
from agwctl.doctor.facts.gateway import Gateway
from agwctl.doctor.facts.hardware import Hardware
from agwctl.doctor.facts.network import Answer, Connect, Dial, Resolution, Tls
from agwctl.doctor.facts.service import Log, Service
from agwctl.doctor.facts.sockets import Sockets
from agwctl.doctor.facts.windows import Windows
from agwctl.models.configured import Configured
from agwctl.ollama.address import Address
from agwctl.ollama.replies import Listed, Running, Shown

__all__ = ["Asked", "Explained", "Facts", "Nearby", "Origin", "Server", "ServerFacts"]


class Explained(NamedTuple):
    """An entry of the manual, in short."""

    title: str
    advice: str
    is_only: bool = False
    """Whether the words of the text that say most mean this and nothing else."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person wants to know, beside whether all is well."""

    model: str | None = None
    """--model"""
    error: str = ""
    """--error: the text that was pasted."""
    candidates: tuple[str, ...] = ()
    """The entries that the text points to, the likeliest first."""
    origin: str = ""
    """--origin: the web page or extension from which a browser calls."""
    is_deep: bool = False
    explained: Mapping[str, Explained] = field(default_factory=dict)
    """What the manual says of each candidate."""
    is_part: bool = False
    """Whether only some of the checks are run."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an address was found."""

    kind: str
    """`--ollama`, `OLLAMA_HOST`, `default` or `configuration`."""
    written: str
    """As it stands there: `0.0.0.0`, `http://localhost:11434/v1`; empty for the default.

    A gateway's `provider: ollama` names none either."""
    where: str = ""
    """`gw.yaml:7:18` for a configuration."""


@dataclass(frozen=True, slots=True)
class Server:
    """An Ollama that is to be there."""

    address: Address
    """As it is dialled."""
    origin: Origin
    models: tuple[Configured, ...] = ()
    """What the configuration wants of it."""
    is_ollama: bool = True
    """False for an upstream that speaks OpenAI's API and may be another program."""

    @property
    def url(self) -> str:
        return self.address.url.rstrip("/")


@dataclass(frozen=True, slots=True)
class Nearby:
    """Another address of this machine with the same port, or another port of an Ollama's, and who answers there."""

    dial: Dial
    version: str | None = None
    """Of the Ollama that answers; None when none does."""
    models: tuple[str, ...] | None = ()
    """None when its list was not read."""


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """One server, as the probes found it; what was not reached is Unread."""

    server: Server
    is_here: bool = True
    """Whether its address is one of this machine (or container)."""
    resolution: Resolution | Unread = NOT_ASKED
    dials: tuple[Dial, ...] | Unread = NOT_ASKED
    """One for each address of the name, in the resolver's order."""
    nearby: tuple[Nearby, ...] | Unread = NOT_ASKED
    """Loopback and interface addresses with the same port, when the server is here; ports of other Ollamas.

    Of a server elsewhere that takes no connection: the same places, the usual port there, and the machine around this
    container or WSL. Empty for one that takes them.
    """
    root: Answer | Unread = NOT_ASKED
    """GET /, plain or in TLS as the address says."""
    tls: Tls | Unread = NOT_ASKED
    """The answer to a TLS greeting, whatever the address says."""
    plain: Answer | Unread = NOT_ASKED
    """GET / without TLS, when the address says https."""
    local_host: Answer | Unread = NOT_ASKED
    """GET /api/version with `Host: localhost:11434`, when the plain one was refused with 403."""
    with_origin: Answer | Unread = NOT_ASKED
    """GET /api/version with the Origin that was asked about."""
    through_proxy: Answer | Unread = NOT_ASKED
    """GET /api/version as programs of this shell send it: through the proxy of its variables."""
    version_answer: Answer | Unread = NOT_ASKED
    """GET /api/version."""
    version: str | Unread = NOT_ASKED
    tags: tuple[Listed, ...] | Unread = NOT_ASKED
    ps: tuple[Running, ...] | Unread = NOT_ASKED
    shown: Mapping[str, Shown | Unread] = field(default_factory=dict)
    """/api/show of the models that the configuration or --model names and that are there, by the name in `tags`."""

    @property
    def dialled(self) -> Dial | None:
        """The first attempt that got through, else the first; None when there was none."""
        dials = known_or(self.dials, ())
        return next((each for each in dials if each.outcome is Connect.OPEN), dials[0] if dials else None)

    @property
    def release(self) -> tuple[int, ...]:
        """Its version in three numbers; empty when that is not known, or was built from source (0.0.0)."""
        numbers = tuple(map(int, re.findall(r"\d+", known_or(self.version, ""))[:3]))
        return numbers if any(numbers) else ()

    @property
    def identified(self) -> bool:
        """Whether what answers is Ollama by its own words: a version, or its greeting."""
        if not isinstance(self.version, Unread):
            return True
        return not isinstance(self.root, Unread) and self.root.text.startswith("Ollama is running")


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything; the same for all servers except `server`, the one that is looked at."""

    server: ServerFacts
    servers: tuple[ServerFacts, ...] = ()
    """All of them, in the order in which they are told."""
    asked: Asked = Asked()
    environment: Mapping[str, str] = field(default_factory=dict)
    """Of this shell."""
    context: Context | Unread = NOT_ASKED
    sockets: Sockets | Unread = NOT_ASKED
    service: Service | Unread = NOT_ASKED
    log: Log | Unread = NOT_ASKED
    hardware: Hardware | Unread = NOT_ASKED
    containers: tuple[Container, ...] | Unread = ()
    windows: Windows | Unread = NOT_ASKED
    launchctl: Mapping[str, str] | Unread = NOT_ASKED
    """OLLAMA_* of `launchctl getenv`."""
    configuration: Configuration | None = None
    gateway: Gateway | None = None
    deep: Deep | Unread = NOT_ASKED
