"""What bounds a server."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ServerSettings"]


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Times in seconds, sizes in bytes."""

    threads: int = 512
    """Requests that wait for an upstream's head at the same time; one more is answered 503."""
    max_connections: int = 8192
    """Client connections, idle ones and open streams included; one more is answered 503."""
    head_timeout: float = 60.0
    """From the first byte of a request's head to its last."""
    idle_timeout: float = 600.0
    """Between requests, and before the first one."""
    body_timeout: float = 600.0
    """Between two reads of a request body."""
    write_timeout: float = 120.0
    """For a client that takes nothing of what is sent to it."""
    linger: float = 2.0
    """For a client to read its last reply while what it still sends is thrown away."""
    max_headers: int = 100
    strict_framing: bool = True
    """Refuse what is ambiguous (guide mode); False: as agentgateway 1.4.1, see `screen` and `upload`."""
    preserve_case: bool = False
    """Hand header names on as they are spelt, instead of in lower case."""
