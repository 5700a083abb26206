"""Counters and histograms of the gateway, in agentgateway's names.

prometheus-client is imported by `load`, after the ports are open; what happens before that waits in a list.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from agwctl.http.message import Outcome
from agwctl.proxy.exchange import Exchange, LlmFacts
from agwctl.proxy.exposition import render

if TYPE_CHECKING:
    from prometheus_client import Counter, Histogram
    from prometheus_client.metrics_core import Metric

__all__ = ["Metrics"]

F = TypeVar("F", "Counter", "Histogram")

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


MOST_SERIES = 1_000
"""Label sets per family; clients choose models and methods, and must not be able to fill the memory with them.

Full families take 25 MiB, and as much text in each scrape.
"""
LONGEST_LABEL = 256
"""Characters of a label's value that are kept, for the same reason."""


class Family(Generic[F]):
    """A metric family with its series at hand, for prometheus-client's own look-up costs more than counting."""

    def __init__(self, family: F) -> None:
        self._family: F = family
        self._series: dict[tuple[str, ...], F] = {}

    def __call__(self, *labels: str) -> F:
        """The series of these labels; beyond the limit one that stands for all further ones."""
        series = self._series.get(labels)
        return self._found_or_made(labels) if series is None else series

    def _found_or_made(self, labels: tuple[str, ...]) -> F:
        labels = tuple(label[:LONGEST_LABEL] for label in labels)
        if labels not in self._series and len(self._series) >= MOST_SERIES:
            labels = ("other",) * len(labels)
        series = self._series[labels] = self._family.labels(*labels)
        return series

    def collect(self) -> Iterator[Metric]:
        yield from self._family.collect()


class Families:
    """The metric families; made once prometheus-client is there."""

    def __init__(self, version: str) -> None:
        from prometheus_client import Counter, Gauge, Histogram, Info

        def counter(name: str, text: str, labels: tuple[str, ...]) -> Family[Counter]:
            return Family(Counter(f"agentgateway_{name}", text, labels, registry=None))

        def histogram(name: str, text: str, labels: tuple[str, ...], buckets: tuple[float, ...]) -> Family[Histogram]:
            return Family(Histogram(f"agentgateway_{name}", text, labels, buckets=buckets, registry=None))

        self.requests = counter("requests", "Requests by their outcome", REQUEST)
        self.duration = histogram(
            "request_duration_seconds", "From a request's head to the end of its answer", REQUEST, CALL_SECONDS
        )
        self.response_bytes = counter("response_bytes", "Bytes of answers' bodies", REQUEST)
        self.connections = counter("downstream_connections", "Connections from clients", CONNECTION)
        self.connects = histogram(
            "upstream_connect_duration_seconds", "Until an upstream connection is open", ("transport",), CONNECT_SECONDS
        )
        self.calls = histogram(
            "upstream_call_duration_seconds", "Until an upstream's head is there", ("kind", "subtype"), CALL_SECONDS
        )
        self.tokens = histogram(
            "gen_ai_client_token_usage", "Tokens per request", ("gen_ai_token_type", *GEN_AI), TOKENS
        )
        self.generation = histogram(
            "gen_ai_server_request_duration", "Seconds of an LLM request", GEN_AI, GENERATION_SECONDS
        )
        self.first_token = histogram(
            "gen_ai_server_time_to_first_token", "Seconds to the first byte of a stream", GEN_AI, FIRST_TOKEN_SECONDS
        )
        self.per_token = histogram(
            "gen_ai_server_time_per_output_token", "Seconds per token of a stream", GEN_AI, PER_TOKEN_SECONDS
        )
        self._synchronized = Gauge("agentgateway_config_synchronized", "The configuration is in force", registry=None)
        self._synchronized.set(1)
        self._build = Info("agentgateway_build", "The version that runs", registry=None)
        self._build.info({"tag": version})

    def collect(self) -> Iterator[Metric]:
        for family in vars(self).values():
            yield from family.collect()


class Metrics:
    """Where the gateway counts; any thread may call any method."""

    def __init__(self, version: str) -> None:
        self._version = version
        self._families: Families | None = None
        self._waiting: list[Callable[[Families], None]] = []
        self._lock = threading.Lock()

    def load(self) -> Families:
        """Import prometheus-client and count what has waited for it."""
        with self._lock:
            if self._families is None:
                families = self._families = Families(self._version)
                waiting, self._waiting = self._waiting, []
                for count in waiting:
                    count(families)
            return self._families

    def _count(self, count: Callable[[Families], None]) -> None:
        families = self._families
        if families is None:
            with self._lock:
                families = self._families
                if families is None:
                    self._waiting.append(count)
                    return
        count(families)

    def connected(self, bind: str) -> None:
        """A client connected."""
        self._count(lambda families: families.connections(bind, "unknown", "unknown", "tcp").inc())

    def upstream_connected(self, seconds: float) -> None:
        self._count(lambda families: families.connects("plaintext").observe(seconds))

    def upstream_answered(self, protocol: str, seconds: float) -> None:
        subtype = "Llm" if protocol == "llm" else "Http"
        self._count(lambda families: families.calls("Primary", subtype).observe(seconds))

    def record(self, exchange: Exchange, outcome: Outcome, seconds: float) -> None:
        """Count a finished exchange."""
        self._count(lambda families: _record(families, exchange, outcome, seconds))

    def exposition(self, accept: str) -> tuple[bytes, bytes]:
        """(content type, text) for a scraper that accepts `accept`; OpenMetrics text in all cases."""
        text = render(self.load().collect())
        if "application/openmetrics-text" in accept:
            return b"application/openmetrics-text;charset=utf-8;version=1.0.0", text
        return b"text/plain; charset=utf-8", text


def _record(families: Families, exchange: Exchange, outcome: Outcome, seconds: float) -> None:
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
    families.requests(*labels).inc()
    families.duration(*labels).observe(seconds)
    if outcome.body_bytes:
        families.response_bytes(*labels).inc(outcome.body_bytes)
    if exchange.llm is not None and exchange.llm.request_model is not None and known:
        _record_llm(families, exchange.llm, exchange.request.started, outcome, seconds, route)


def _record_llm(
    families: Families, facts: LlmFacts, started: float, outcome: Outcome, seconds: float, route: tuple[str, ...]
) -> None:
    # The release counts embeddings under `chat`, too.
    models = (facts.request_model or "unknown", facts.response_model or "unknown")
    labels = ("chat", facts.provider or "unknown", *models, *route)
    families.generation(*labels).observe(seconds)
    if facts.input_tokens is not None:
        families.tokens("input", *labels).observe(facts.input_tokens)
    if facts.output_tokens is not None:
        families.tokens("output", *labels).observe(facts.output_tokens)
    if facts.cached_tokens is not None:
        families.tokens("input_cache_read", *labels).observe(facts.cached_tokens)
    if facts.streaming and outcome.first_byte is not None:
        waited = outcome.first_byte - started
        families.first_token(*labels).observe(waited)
        if facts.output_tokens:
            families.per_token(*labels).observe((seconds - waited) / facts.output_tokens)
