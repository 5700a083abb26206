"""The gateway configuration that was found, as its linter and its decoder see it."""

from __future__ import annotations

from dataclasses import dataclass

from agwctl.doctor.facts.fact import Unread
from agwctl.models.configured import Configured

__all__ = ["Call", "Configuration", "ConfigurationFinding", "GatewayPort", "TimeLimit"]


@dataclass(frozen=True, slots=True)
class ConfigurationFinding:
    """What the linter says about it."""

    code: str
    ids: tuple[str, ...]
    """Entries of the catalogue of failures that it is a sign of."""
    severity: str
    """`error`, `warning` or `info`."""
    message: str
    where: str
    """`FILE:LINE:COLUMN`."""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class GatewayPort:
    """A port that the gateway opens by this configuration."""

    port: int
    purpose: str
    """`requests`, `admin`, `metrics`, `readiness`."""
    where: str
    is_tls: bool = False


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A time-out on the way to a model; seconds."""

    seconds: float
    where: str


@dataclass(frozen=True, slots=True)
class Call:
    """A chat that clients may ask for, and where the gateway is to bring it by this configuration.

    Sent without any messages (`{"model": MODEL, "messages": []}`) it loads nothing: Ollama refuses it with 400
    `[] is too short - 'messages'` before it looks at the model.
    """

    port: int
    """Of the gateway."""
    path: str
    """The client's: `/ollama/v1/chat/completions`."""
    model: str
    """A name that the route takes."""
    upstream: str
    """`host:port` of an Ollama, or of a server that may be one."""
    upstream_path: str
    where: str
    """`FILE:LINE:COLUMN` of the route or the model."""
    is_ollama: bool = True
    """Whether the configuration says that it is one; else it is called only once the server itself has said so."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """One file."""

    path: str
    findings: tuple[ConfigurationFinding, ...] = ()
    is_valid: bool = True
    """Whether a gateway would start with it; what follows is empty when not, unless only variables are not set here."""
    models: tuple[Configured, ...] = ()
    """The models of Ollama servers that it names, and servers whose models clients choose."""
    ports: tuple[GatewayPort, ...] = ()
    prefixes: tuple[str, ...] = ()
    """Path prefixes that its routes match, `/` left out."""
    calls: tuple[Call, ...] = ()
    """One for each route, or model, that leads to an Ollama."""
    time_limits: tuple[TimeLimit, ...] = ()
    modified: float | None = None
    """Seconds since 1970."""
    listed_models: tuple[str, ...] | Unread = ()
    """What GET /v1/models of the gateway is to show by it; `*` stands for whatever a server has."""
    public_names: tuple[str, ...] = ()
    """Names of its `llm` section that clients may ask for, `*` at either end as it stands there; empty without one."""
    has_static_part: bool = False
    """Whether it has a section `config`, which is read at the start only."""
