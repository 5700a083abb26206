"""`config` and `frontendPolicies`: the process and its client side."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from agwctl.config.model import Model, NotNull, Unserved
from agwctl.config.types import Duration, ListenAddress, Size, own_address


class FrontendHttp(Model):
    """HTTP towards clients."""

    max_buffer_size: Annotated[Size, NotNull()] | None = None
    """Bytes of a body that is read whole; 2 MiB in the release."""
    http1_max_headers: Size | None = None
    http1_idle_timeout: Duration = 600.0
    http1_header_case: Literal["lowercase", "preserve"] = "lowercase"
    http2_window_size: Unserved = None
    http2_connection_window_size: Unserved = None
    http2_frame_size: Unserved = None
    http2_max_header_size: Unserved = None
    http2_keepalive_interval: Unserved = None
    http2_keepalive_timeout: Unserved = None
    max_connection_duration: Unserved = None


class FrontendPolicies(Model):
    """Policies of the client side."""

    aliases: ClassVar = {"proxy": "proxyProtocol", "logging": "accessLog"}

    http: FrontendHttp | None = None
    tls: Unserved = None
    tcp: Unserved = None
    network_authorization: Unserved = None
    proxy_protocol: Unserved = None
    connect: Unserved = None
    access_log: Unserved = None
    tracing: Unserved = None


class Logging(Model):
    """What is logged, and how."""

    level: str | list[str] | None = None
    format: Literal["text", "json"] | None = None
    filter: Unserved = None
    fields: Unserved = None
    database: Unserved = None


class Upstreams(Model):
    """Connections to upstreams."""

    keepalives: Unserved = None
    connect_timeout: Duration = 10.0
    pool_idle_timeout: Duration = 90.0
    pool_max_size: Unserved = None


class Process(Model):
    """The section `config`."""

    removed: ClassVar = {"listener": "`listener` has been removed; move to `frontendPolicies`"}

    admin_addr: Annotated[ListenAddress, own_address("ADMIN_ADDR/config.adminAddr")] | None = None
    stats_addr: Annotated[ListenAddress, own_address("STATS_ADDR/config.statsAddr")] | None = None
    readiness_addr: Annotated[ListenAddress, own_address("READINESS_ADDR/config.readinessAddr")] | None = None
    enable_ipv6: bool | None = None
    connection_termination_deadline: Duration | None = None
    connection_min_termination_deadline: Duration | None = None
    logging: Logging | None = None
    backend: Upstreams = Upstreams()
    worker_threads: Unserved = None
    dns: Unserved = None
    local_xds_path: Unserved = None
    model_catalog: Unserved = None
    database: Unserved = None
    storage: Unserved = None
    ca_address: Unserved = None
    ca_auth_token: Unserved = None
    xds_address: Unserved = None
    xds_auth_token: Unserved = None
    namespace: Unserved = None
    gateway: Unserved = None
    trust_domain: Unserved = None
    additional_trust_domains: Unserved = None
    skip_validate_trust_domain: Unserved = None
    service_account: Unserved = None
    cluster_id: Unserved = None
    network: Unserved = None
    standard_attributes: Unserved = None
    session: Unserved = None
    mcp: Unserved = None
    custom_functions: Unserved = None
    tracing: Unserved = None
    metrics: Unserved = None
    hbone: Unserved = None
