"""The gateway in front: what answers at its address, and how the same request fares directly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from agwctl.doctor.facts.configuration import Call
from agwctl.doctor.facts.fact import NOT_ASKED, Unread, known_or
from agwctl.doctor.facts.network import Answer, Connect, Dial, Resolution, Tls
from agwctl.doctor.facts.sockets import Listener
from agwctl.ollama.address import Address

__all__ = ["Gateway"]


@dataclass(frozen=True, slots=True)
class Gateway:
    """A gateway that was named, or that listens on a port of the configuration."""

    address: Address
    """Without the /v1 that people paste."""
    source: str
    """`--gateway`, or `gw.yaml:2:9`."""
    is_named: bool
    """Whether somebody asked for this one: then it has to be there."""
    resolution: Resolution | Unread = NOT_ASKED
    dials: tuple[Dial, ...] | Unread = NOT_ASKED
    listener: Listener | None = None
    """The one on its port, when that is on this machine."""
    root: Answer | Unread = NOT_ASKED
    """GET /"""
    models: Answer | Unread = NOT_ASKED
    """GET /v1/models"""
    by_prefix: Mapping[str, Answer] = field(default_factory=dict)
    """GET {prefix}/v1/models for each path prefix that the configuration matches."""
    calls: Mapping[Call, Answer] = field(default_factory=dict)
    """POST of the configuration's calls on this port, each without any messages."""
    unknown_path: Answer | Unread = NOT_ASKED
    """POST to a path that no gateway and no Ollama has, with an empty body."""
    with_origin: Answer | Unread = NOT_ASKED
    tls: Tls | Unread = NOT_ASKED
    dump: Mapping[str, object] | Unread = NOT_ASKED
    """/config_dump of the admin port, when something listens there."""

    @property
    def is_down(self) -> bool:
        """Whether it was dialled and nothing took the connection."""
        dials = known_or(self.dials, ())
        return bool(dials) and all(each.outcome is not Connect.OPEN for each in dials)

    @property
    def url(self) -> str:
        return self.address.url.rstrip("/")
