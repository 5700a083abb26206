"""Names, connections and answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from agwctl.ollama.address import authority

__all__ = ["Answer", "Connect", "Dial", "Resolution", "Tls", "Trouble"]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name stands for, in the resolver's order; an IP address stands for itself."""

    name: str
    addresses: tuple[str, ...] = ()
    """Empty when the name is not known."""
    error: str = ""
    """The resolver's words when there is none."""
    seconds: float = 0.0
    from_hosts_file: bool = False


class Connect(StrEnum):
    """How an attempt to connect ends."""

    OPEN = "open"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    NO_ROUTE = "no route"
    DENIED = "denied"
    """By this system: a firewall's or a sandbox's "permission denied"."""
    RESET = "reset"
    INVALID = "invalid address"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Dial:
    """One connect to one address, never through a proxy."""

    address: str
    port: int
    outcome: Connect
    seconds: float = 0.0
    error: str = ""
    """The system's words."""

    @property
    def authority(self) -> str:
        return authority(self.address, self.port)

    @property
    def line(self) -> str:
        """`connect 127.0.0.1:11434: refused`, for evidence."""
        waited = f" after {self.seconds:.1f} s" if self.outcome is Connect.TIMEOUT else ""
        return f"connect {self.authority}: {self.outcome}{waited}"


class Trouble(StrEnum):
    """Why an answer is not whole."""

    CONNECT = "no connection"
    TLS = "no TLS"
    TIMEOUT = "time is over"
    RESET = "reset"
    CLOSED = "closed"
    """The peer hung up before the answer, or its end, had come."""
    FOREIGN = "another protocol"
    MALFORMED = "malformed"
    TOO_LONG = "too long"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one HTTP request, whatever it was; `status` is 0 when it was not HTTP."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case; of several of one name the last."""
    body: bytes = b""
    """Without chunked framing, and as much of it as whoever asked wanted to keep: 64 KiB, of lists of models more."""
    seconds: float = 0.0
    """Until the first byte."""
    is_whole: bool = True
    """False when it was cut off: by the server, by the deadline or by the limit on size; `problem` says which."""
    problem: str = ""
    raw: bytes = b""
    """The first 64 bytes as they came; TLS alerts and other protocols are told by them."""
    trouble: Trouble | None = None
    """None when the answer is whole."""

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")

    @property
    def line(self) -> str:
        """`200 text/plain`, for evidence."""
        kind = self.content_type.partition(";")[0]
        return f"{self.status} {kind}".strip() if self.status else (self.problem or "no HTTP answer")


@dataclass(frozen=True, slots=True)
class Tls:
    """What a TLS greeting was answered with."""

    speaks_tls: bool
    is_trusted: bool = False
    names: tuple[str, ...] = ()
    """Of the certificate, as far as they can be read."""
    error: str = ""
    """Why it is not trusted, or what came instead."""
    speaks_http: bool = False
    """Whether the reply was HTTP in plain text."""
