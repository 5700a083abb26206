"""The section `frontendPolicies`: the side of the clients."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from agwctl.config.access_log import AccessLog
from agwctl.config.authorization import Authorization
from agwctl.config.connection import Keepalive
from agwctl.config.listener_tls import TlsVersion
from agwctl.config.model import Model, NotNull, NotRun
from agwctl.config.tracing import Tracing
from agwctl.config.types import U8, U32, Duration, Size


class FrontendHttp(Model):
    """HTTP towards clients."""

    max_buffer_size: Annotated[Size, NotNull()] | None = None
    """Bytes of a body that is read whole; 2 MiB in the release."""
    http1_max_headers: Size | None = None
    """Headers that a request may have."""
    http1_idle_timeout: Duration = 600.0
    """How long a connection may wait for its next request."""
    http1_header_case: Literal["lowercase", "preserve"] = "lowercase"
    """How names of headers are written to clients."""
    http2_window_size: NotRun[U32] = None
    """Bytes on their way in one stream."""
    http2_connection_window_size: NotRun[U32] = None
    """Bytes on their way in a whole connection."""
    http2_frame_size: NotRun[U32] = None
    """Bytes of the largest frame."""
    http2_max_header_size: NotRun[U32] = None
    """Bytes of all headers of a request."""
    http2_keepalive_interval: NotRun[Duration] = None
    """The time between two pings."""
    http2_keepalive_timeout: NotRun[Duration] = None
    """How long a ping may wait for its answer."""
    max_connection_duration: NotRun[Duration] = None
    """How long a connection may live."""


class FrontendTls(Model):
    """TLS towards clients."""

    removed: ClassVar = {
        "tlsHandshakeTimeout": "unknown field `tlsHandshakeTimeout`, expected one of `handshakeTimeout`, its new name"
    }

    handshake_timeout: Duration = 15.0
    """How long the handshake may take."""
    alpn: list[list[U8]] | None = None
    """Protocols that are offered, each as its bytes: `[104, 50]` for `h2`."""
    min_version: TlsVersion | None = None
    """The oldest version that is spoken."""
    max_version: TlsVersion | None = None
    """The newest version that is spoken."""
    cipher_suites: list[str] | None = None
    """Cipher suites that are allowed, the preferred ones first."""
    key_exchange_groups: list[str] | None = None
    """Groups for the key exchange that are allowed."""


class FrontendTcp(Model):
    """TCP towards clients."""

    keepalives: Keepalive
    """Probes on a connection on which nothing moves."""


class ProxyProtocol(Model):
    """The PROXY protocol, with which a load balancer tells the client's address."""

    version: Literal["v1", "v2", "all"] = "v2"
    """The version that is understood."""
    mode: Literal["strict", "optional"] = "strict"
    """Whether a connection without it is refused."""


class Connect(Model):
    """The method CONNECT."""

    mode: Literal["deny", "route", "tunnel"]
    """Refused, routed like any other request, or made a tunnel."""


class FrontendPolicies(Model):
    """Policies of the client side."""

    aliases: ClassVar = {"proxy": "proxyProtocol", "logging": "accessLog"}

    http: FrontendHttp | None = None
    """HTTP towards clients."""
    tls: NotRun[FrontendTls] = None
    """TLS towards clients."""
    tcp: NotRun[FrontendTcp] = None
    """TCP towards clients."""
    network_authorization: NotRun[Authorization] = None
    """Who may connect at all, before anything is read."""
    proxy_protocol: NotRun[ProxyProtocol] = None
    """The PROXY protocol."""
    connect: NotRun[Connect] = None
    """The method CONNECT; refused when absent."""
    access_log: NotRun[AccessLog] = None
    """The log of requests."""
    tracing: NotRun[Tracing] = None
    """Traces of requests."""
