"""Connections to upstreams: how they are kept, and for how long."""

from __future__ import annotations

from typing import Annotated

from agwctl.config.model import Model, NotNull, NotRun
from agwctl.config.types import U32, Duration, Size


class Keepalive(Model):
    """TCP probes on a connection on which nothing moves."""

    enabled: bool = True
    """Whether there are probes."""
    time: Duration = 180.0
    """How long nothing must move before the first one."""
    interval: Duration = 180.0
    """The time between two probes."""
    retries: U32 = 9
    """Probes without an answer after which the connection counts as lost."""


class Upstreams(Model):
    """Connections to upstreams."""

    keepalives: Annotated[NotRun[Keepalive], NotNull()] = None
    """TCP probes on a connection on which nothing moves."""
    connect_timeout: Duration = 10.0
    """How long a connection may take to be made."""
    pool_idle_timeout: Duration = 90.0
    """How long an unused connection is kept."""
    pool_max_size: NotRun[Size] = None
    """Unused connections that are kept for one upstream; any number when absent."""
