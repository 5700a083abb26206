"""The log of requests: `frontendPolicies.accessLog`."""

from __future__ import annotations

from typing import Literal

from agwctl.config.auth import Server
from agwctl.config.expression import Expression
from agwctl.config.model import Model
from agwctl.config.process_logging import LogFields


class OtlpLog(Server):
    """Lines that are exported to an OpenTelemetry collector."""

    filter: Expression | None = None
    """Which requests are exported."""
    fields: LogFields | None = None
    """Fields of each line; those of the log when absent."""
    protocol: Literal["grpc", "http"] = "grpc"
    """How the collector is spoken to."""
    path: str = "/v1/logs"
    """The path at the collector, over HTTP."""


class DatabaseLog(Model):
    """Lines that are kept in a database."""

    add: dict[str, Expression] = {}
    """More fields by name."""


class AccessLog(Model):
    """The log of requests."""

    filter: Expression | None = None
    """Which requests are logged."""
    add: dict[str, Expression] = {}
    """More fields by name."""
    remove: list[str] = []
    """Fields that are left out."""
    otlp: OtlpLog | None = None
    """Export to an OpenTelemetry collector."""
    database: DatabaseLog | None = None
    """What is kept in a database."""
