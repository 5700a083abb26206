"""`config` and what took its place."""

from __future__ import annotations

from agwctl.config.database import Database
from agwctl.config.decoding import Decoding
from agwctl.config.process import Process
from agwctl.config.root import Config
from agwctl.config.semantics.places import part
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Label

__all__ = ["check"]

_ENDPOINTS = ("OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")


def check(config: Config, to: Decoding) -> None:
    """Reports settings that cannot work together, or that are made under their old name and their new one."""
    process, frontend = config.config, config.frontend_policies
    _check_databases(process, to)
    _check_tracing(process, to)
    if frontend is None:
        return
    logging = process.logging
    if logging is not None and frontend.access_log is not None and {"filter", "fields"} & set(logging.given()):
        to.report(
            codes.POLICY_CONFLICT,
            process.key_node("logging"),
            "cannot use deprecated config.logging together with frontendPolicies.accessLog",
            "move filter and fields to frontendPolicies.accessLog",
            (Label(frontend.key_node("access_log"), "given here too"),),
        )
    if process.tracing is not None and frontend.tracing is not None:
        to.report(
            codes.POLICY_CONFLICT,
            process.key_node("tracing"),
            "cannot use deprecated config.tracing together with frontendPolicies.tracing",
            "keep frontendPolicies.tracing",
            (Label(frontend.key_node("tracing"), "given here too"),),
        )


def _check_databases(process: Process, to: Decoding) -> None:
    of_logging = None if process.logging is None else process.logging.database
    for path, database in (("config", process.database), ("config.logging", of_logging)):
        if database is not None and database.max_connections == 0:
            message = f"{path}.database.maxConnections must be greater than zero"
            to.report(codes.BAD_SETTING, database.node("max_connections"), message, "5 is the default")
    if process.storage is None or process.storage.mode != "hybrid":
        return
    if process.database is None:
        if to.is_sound(process):
            message = "config.storage.mode=hybrid requires config.database.url"
            to.report(codes.BAD_SETTING, process.storage.node("mode"), message, "add database: {url: …}")
    elif _is_postgres(process.database) and process.database.max_connections == 1:
        message = "config.database.maxConnections must be at least 2 for PostgreSQL hybrid storage"
        to.report(codes.BAD_SETTING, process.database.node("max_connections"), message, "5 is the default")


def _is_postgres(database: Database) -> bool:
    return str(part(database, "url")).startswith(("postgres://", "postgresql://"))


def _check_tracing(process: Process, to: Decoding) -> None:
    tracing = process.tracing
    if tracing is None or tracing.otlp_endpoint is not None or not to.is_sound(tracing):
        return
    if not any(to.environ.get(name) for name in _ENDPOINTS):
        first, second, third = _ENDPOINTS
        message = f"config.tracing requires otlpEndpoint or one of {first}, {second}, or {third}"
        to.report(codes.BAD_SETTING, process.key_node("tracing"), message, "add otlpEndpoint: http://HOST:4317")
