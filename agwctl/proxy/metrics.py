"""Counters and histograms of the gateway, in agentgateway's names.

prometheus-client is imported when somebody scrapes for the first time, long after the ports are open.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from agwctl.http.message import Outcome
from agwctl.proxy.exchange import Exchange, LlmFacts
from agwctl.proxy.exposition import render
from agwctl.proxy.tally import Counter, Histogram, Labels

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

__all__ = ["Metrics"]

ROUTE = ("bind", "gateway", "listener", "route", "route_rule")
REQUEST = ("backend", "protocol", "method", "status", "reason", *ROUTE)
GEN_AI = ("gen_ai_operation_name", "gen_ai_system", "gen_ai_request_model", "gen_ai_response_model", *ROUTE)
CONNECTION = ("bind", "gateway", "listener", "protocol")

CALL_SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 80)
CONNECT_SECONDS = (0.0005, 0.0015, 0.0043, 0.0126, 0.0368, 0.108, 0.316, 0.924, 2.71, 8)
GENERATION_SECONDS = tuple(0.01 * 2**i for i in range(14))
FIRST_TOKEN_SECONDS = (0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
PER_TOKEN_SECONDS = (0.001, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5)
TOKENS = tuple(4**i for i in range(14))


class Metrics:
    """Where the gateway counts; any thread may call any method."""

    def __init__(self, version: str) -> None:
        self._version = version
        self._lock = threading.Lock()
        self._requests = Counter("requests", "Requests by their outcome", REQUEST)
        self._duration = Histogram(
            "request_duration_seconds", "From a request's head to the end of its answer", REQUEST, CALL_SECONDS
        )
        self._response_bytes = Counter("response_bytes", "Bytes of answers' bodies", REQUEST)
        self._connections = Counter("downstream_connections", "Connections from clients", CONNECTION)
        self._connects = Histogram(
            "upstream_connect_duration_seconds", "Until an upstream connection is open", ("transport",), CONNECT_SECONDS
        )
        self._calls = Histogram(
            "upstream_call_duration_seconds", "Until an upstream's head is there", ("kind", "subtype"), CALL_SECONDS
        )
        self._tokens = Histogram(
            "gen_ai_client_token_usage", "Tokens per request", ("gen_ai_token_type", *GEN_AI), TOKENS
        )
        self._generation = Histogram(
            "gen_ai_server_request_duration", "Seconds of an LLM request", GEN_AI, GENERATION_SECONDS
        )
        self._first_token = Histogram(
            "gen_ai_server_time_to_first_token", "Seconds to the first byte of a stream", GEN_AI, FIRST_TOKEN_SECONDS
        )
        self._per_token = Histogram(
            "gen_ai_server_time_per_output_token", "Seconds per token of a stream", GEN_AI, PER_TOKEN_SECONDS
        )

    def connected(self, bind: str) -> None:
        """A client connected."""
        with self._lock:
            self._connections.add((bind, "unknown", "unknown", "tcp"))

    def upstream_connected(self, seconds: float) -> None:
        with self._lock:
            self._connects.observe(("plaintext",), seconds)

    def upstream_answered(self, protocol: str, seconds: float) -> None:
        with self._lock:
            self._calls.observe(("Primary", "Llm" if protocol == "llm" else "Http"), seconds)

    def record(self, exchange: Exchange, outcome: Outcome, seconds: float) -> None:
        """Count a finished exchange."""
        known = exchange.status is not None
        route = (
            exchange.bind,
            "default/default" if exchange.listener is not None else "unknown",
            exchange.listener or "unknown",
            exchange.route.key if exchange.route is not None else "unknown",
            "unknown",
        )
        labels = (
            exchange.backend_name or "unknown",
            exchange.protocol,
            exchange.request.method.decode("latin-1") if exchange.host is not None else "unknown",
            str(exchange.status) if known else "unknown",
            exchange.reason.value if known else "unknown",
            *route,
        )
        with self._lock:
            self._requests.add(labels)
            self._duration.observe(labels, seconds)
            if outcome.body_bytes:
                self._response_bytes.add(labels, outcome.body_bytes)
            if exchange.llm is not None and exchange.llm.request_model is not None and known:
                self._record_llm(exchange.llm, exchange.request.started, outcome, seconds, route)

    def _record_llm(self, facts: LlmFacts, started: float, outcome: Outcome, seconds: float, route: Labels) -> None:
        # The release counts embeddings under `chat`, too.
        models = (facts.request_model or "unknown", facts.response_model or "unknown")
        labels = ("chat", facts.provider or "unknown", *models, *route)
        self._generation.observe(labels, seconds)
        if facts.input_tokens is not None:
            self._tokens.observe(("input", *labels), facts.input_tokens)
        if facts.output_tokens is not None:
            self._tokens.observe(("output", *labels), facts.output_tokens)
        if facts.cached_tokens is not None:
            self._tokens.observe(("input_cache_read", *labels), facts.cached_tokens)
        if facts.streaming and outcome.first_byte is not None:
            waited = outcome.first_byte - started
            self._first_token.observe(labels, waited)
            if facts.output_tokens:
                self._per_token.observe(labels, (seconds - waited) / facts.output_tokens)

    def exposition(self, accept: str) -> tuple[bytes, bytes]:
        """(content type, text) for a scraper that accepts `accept`; OpenMetrics text in all cases."""
        with self._lock:
            families = list(self._collect())
        text = render(families)
        if "application/openmetrics-text" in accept:
            return b"application/openmetrics-text;charset=utf-8;version=1.0.0", text
        return b"text/plain; charset=utf-8", text

    def _collect(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily

        for family in vars(self).values():
            if isinstance(family, Counter | Histogram):
                yield family.collect()
        yield GaugeMetricFamily("agentgateway_config_synchronized", "The configuration is in force", value=1)
        yield InfoMetricFamily("agentgateway_build", "The version that runs", value={"tag": self._version})
