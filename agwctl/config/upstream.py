"""The policies `http` and `tcp` of backends: how the gateway speaks to an upstream."""

from __future__ import annotations

from agwctl.config.connection import Keepalive
from agwctl.config.model import Model, NotRun
from agwctl.config.types import Duration, HttpVersion


class BackendHttp(Model):
    """HTTP settings of a backend."""

    version: NotRun[HttpVersion] = None
    """The version that is spoken, `HTTP/1.1` or `HTTP/2.0`; the client's when absent."""
    request_timeout: Duration | None = None
    """Each attempt; replaces the route's `backendRequestTimeout`."""


class BackendTcp(Model):
    """Settings of a backend's connections."""

    keepalives: Keepalive
    """Probes on a connection on which nothing moves."""
    connect_timeout: Duration
    """How long a connection may take to be made."""
