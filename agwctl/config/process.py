"""The section `config`: the process itself, and what it is connected to."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from agwctl.config.connection import Upstreams
from agwctl.config.custom_functions import CustomFunctions
from agwctl.config.database import Database, Storage
from agwctl.config.expression import Expression
from agwctl.config.model import Model, NotNull, NotRun
from agwctl.config.model_catalog import CatalogSource
from agwctl.config.process_logging import Logging
from agwctl.config.process_scalars import SessionKey, WorkerThreads
from agwctl.config.process_telemetry import Metrics, ProcessTracing
from agwctl.config.types import U16, U32, Duration, ListenAddress, own_address


class Dns(Model):
    """How names of upstreams are looked up."""

    lookup_family: Literal["All", "Auto", "V4Preferred", "V4Only", "V6Only"] | None = None
    """Which IP addresses are asked for; `Auto` when absent: IPv4 before IPv6, or IPv4 alone without `enableIpv6`."""
    edns0: bool | None = None
    """Whether queries carry EDNS0; the system's own setting when absent."""


class StandardAttributes(Model):
    """Who a request belongs to, for the request log in a database."""

    user: Expression | None = None
    """The user of a request."""
    group: Expression | None = None
    """The group of a request."""


class Session(Model):
    """Sessions that clients carry around."""

    key: SessionKey
    """The key that tokens are encrypted with: 64 hexadecimal digits, as `openssl rand -hex 32` makes them."""


class ProcessMcp(Model):
    """MCP as a whole."""

    session_ttl: Duration | None = None
    """How long a session lives; half an hour when absent."""


class Hbone(Model):
    """HTTP/2 tunnels to other proxies of a mesh."""

    window_size: U32 | None = None
    """Bytes on their way in one stream; 4 MiB when absent."""
    connection_window_size: U32 | None = None
    """Bytes on their way in a whole connection; 16 MiB when absent."""
    frame_size: U32 | None = None
    """Bytes of the largest frame; 1 MiB when absent."""
    pool_max_streams_per_conn: U16 | None = None
    """Streams that share a connection; 100 when absent."""
    pool_unused_release_timeout: Duration | None = None
    """How long an unused connection is kept."""


class Process(Model):
    """The section `config`."""

    removed: ClassVar = {"listener": "`listener` has been removed; move to `frontendPolicies`"}

    admin_addr: Annotated[ListenAddress, own_address("ADMIN_ADDR/config.adminAddr")] | None = None
    """Where the admin pages listen; port 15000 on loopback when absent."""
    stats_addr: Annotated[ListenAddress, own_address("STATS_ADDR/config.statsAddr")] | None = None
    """Where metrics are served; port 15020 when absent."""
    readiness_addr: Annotated[ListenAddress, own_address("READINESS_ADDR/config.readinessAddr")] | None = None
    """Where readiness is told; port 15021 when absent."""
    enable_ipv6: bool | None = None
    """Whether listeners and upstreams use IPv6 as well; true when absent."""
    connection_termination_deadline: Duration | None = None
    """How long requests may go on after a signal to stop."""
    connection_min_termination_deadline: Duration | None = None
    """How long at least connections stay open after a signal to stop; not at all when absent."""
    logging: Logging | None = None
    """The process's log."""
    backend: Upstreams = Upstreams()
    """Connections to upstreams."""
    worker_threads: NotRun[WorkerThreads] = None
    """Threads that work on requests: a number, or a share of the processors such as `50%`."""
    dns: NotRun[Dns] = None
    """How names of upstreams are looked up."""
    local_xds_path: NotRun[str] = None
    """A file with listeners and routes in place of this one."""
    model_catalog: NotRun[list[CatalogSource]] = None
    """What models cost; a later source wins."""
    database: NotRun[Database] = None
    """The database for what is kept between starts."""
    storage: NotRun[Storage] = None
    """Where the user interface keeps what is configured there."""
    ca_address: NotRun[str] = None
    """The authority that issues the gateway's identity."""
    ca_auth_token: NotRun[str] = None
    """The token, or its file, for that authority."""
    xds_address: NotRun[str] = None
    """A control plane that configures the gateway."""
    xds_auth_token: NotRun[str] = None
    """The token, or its file, for the control plane."""
    namespace: NotRun[str] = None
    """The gateway's Kubernetes namespace."""
    gateway: NotRun[str] = None
    """The gateway's name; needed with a control plane."""
    trust_domain: NotRun[str] = None
    """The SPIFFE trust domain that the gateway belongs to."""
    additional_trust_domains: NotRun[str] = None
    """More trust domains that tunnels may come from, with commas between them."""
    skip_validate_trust_domain: NotRun[bool] = None
    """Whether tunnels may come from any trust domain."""
    service_account: NotRun[str] = None
    """The gateway's Kubernetes service account."""
    cluster_id: NotRun[str] = None
    """The cluster that the gateway runs in; `Kubernetes` when absent."""
    network: NotRun[str] = None
    """The network that the gateway is part of, to prefer what is near."""
    standard_attributes: NotRun[StandardAttributes] = None
    """Who a request belongs to, for the request log."""
    session: NotRun[Session] = None
    """Sessions that clients carry around."""
    mcp: NotRun[ProcessMcp] = None
    """MCP as a whole."""
    custom_functions: Annotated[NotRun[CustomFunctions], NotNull()] = None
    """Functions that any expression may call: `name(a, b) { EXPRESSION }`, one after the other."""
    tracing: NotRun[ProcessTracing] = None
    """Traces of requests; `frontendPolicies.tracing` took its place."""
    metrics: NotRun[Metrics] = None
    """Which metrics there are, and more labels for them."""
    hbone: NotRun[Hbone] = None
    """HTTP/2 tunnels to other proxies of a mesh."""
