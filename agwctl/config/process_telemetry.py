"""The sections `config.tracing` and `config.metrics`."""

from __future__ import annotations

from typing import Literal

from agwctl.config.expression import Expression
from agwctl.config.model import Model
from agwctl.config.process_logging import LogFields
from agwctl.config.sampling import Sampling


class ProcessTracing(Model):
    """Traces of requests, exported to an OpenTelemetry collector."""

    otlp_endpoint: str | None = None
    """The collector's URL; an environment variable may tell it instead, such as `OTLP_ENDPOINT`."""
    headers: dict[str, str] = {}
    """Headers of each export, such as credentials."""
    otlp_protocol: Literal["grpc", "http"] = "grpc"
    """How the collector is spoken to."""
    fields: LogFields | None = None
    """Attributes of each span."""
    random_sampling: Sampling | None = None
    """The share of requests that begin a trace, 0.0 to 1.0, or an expression for it; none when absent."""
    client_sampling: Sampling | None = None
    """The share of the clients' own traces that are continued, 0.0 to 1.0, or an expression; all when absent."""
    path: str | None = None
    """The path at the collector; `/v1/traces` when absent."""


class MetricFields(Model):
    """Labels of all metrics."""

    add: dict[str, Expression] = {}
    """More labels by name."""


class Metrics(Model):
    """Which metrics there are, and more labels for them."""

    remove: list[str] = []
    """Metrics that are left out."""
    fields: MetricFields | None = None
    """Labels of all metrics."""
