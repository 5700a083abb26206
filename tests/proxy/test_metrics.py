"""What is counted, under which labels, and that a client cannot make it grow without bound."""

from __future__ import annotations

import threading

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from agwctl.http.message import Outcome
from agwctl.proxy import tally
from agwctl.proxy.exchange import Exchange, LlmFacts
from agwctl.proxy.failure import Reason
from agwctl.proxy.metrics import Metrics
from agwctl.proxy.route import Route
from tests.proxy.exchanges import exchange

Samples = dict[str, list[tuple[dict[str, str], float]]]


def samples(metrics: Metrics) -> Samples:
    """Name without the prefix → labels and values."""
    _, text = metrics.exposition("")
    found: Samples = {}
    for family in text_string_to_metric_families(text.decode()):
        for sample in family.samples:
            found.setdefault(sample.name.removeprefix("agentgateway_"), []).append((sample.labels, sample.value))
    return found


def finished(llm: LlmFacts | None = None, method: str = "POST") -> Exchange:
    done = exchange("/v1/chat/completions", method, route=Route("default/route0", 0), started=100.0)
    done.listener, done.status, done.llm = "listener0", 200, llm
    done.backend_name = "/default/default/bind/3000/listener0/default/route0/backend0"
    done.protocol = "llm" if llm else "http"
    return done


ROUTE = {
    "bind": "bind/3000",
    "gateway": "default/default",
    "listener": "listener0",
    "route": "default/route0",
    "route_rule": "unknown",
}
WHOLE = Outcome(complete=True, body_bytes=321)


def test_a_request() -> None:
    metrics = Metrics("1.2.3")
    metrics.record(finished(), WHOLE, 0.3)
    found = samples(metrics)
    labels = {
        "backend": "/default/default/bind/3000/listener0/default/route0/backend0",
        "protocol": "http",
        "method": "POST",
        "status": "200",
        "reason": "Upstream",
        **ROUTE,
    }
    assert found["requests_total"] == [(labels, 1)]
    assert found["response_bytes_total"] == [(labels, 321)]
    assert found["request_duration_seconds_sum"] == [(labels, 0.3)]
    buckets = {labels["le"]: value for labels, value in found["request_duration_seconds_bucket"]}
    assert (buckets["0.25"], buckets["0.5"], buckets["80.0"]) == (0, 1, 1)
    assert found["config_synchronized"] == [({}, 1)]
    assert found["build_info"] == [({"tag": "1.2.3"}, 1)]
    assert "gen_ai_client_token_usage_count" not in found


def test_an_answer_without_backend_and_a_client_that_left() -> None:
    metrics = Metrics("1")
    lost, gone = finished(), finished()
    lost.backend_name = lost.route = None
    lost.status, lost.reason = 404, Reason.NOT_FOUND
    gone.status = None
    metrics.record(lost, WHOLE, 0)
    metrics.record(gone, Outcome(complete=False, client_gone=True), 0)
    one, other = (labels for labels, _ in samples(metrics)["requests_total"])
    assert (one["backend"], one["route"], one["status"], one["reason"]) == ("unknown", "unknown", "404", "NotFound")
    assert (other["status"], other["reason"]) == ("unknown", "unknown")


def test_the_method_of_a_request_without_host_is_unknown() -> None:
    metrics = Metrics("1")
    done = finished()
    done.host = None
    metrics.record(done, WHOLE, 0)
    assert samples(metrics)["requests_total"][0][0]["method"] == "unknown"


def test_tokens_and_times_of_a_stream() -> None:
    metrics = Metrics("1")
    facts = LlmFacts(
        operation="embeddings",  # which the release counts as chat
        provider="openai",
        request_model="llama3.2",
        response_model="llama3.2:latest",
        input_tokens=15,
        cached_tokens=4,
        output_tokens=10,
        streaming=True,
    )
    metrics.record(finished(facts), Outcome(complete=True, body_bytes=9, first_byte=100.5), 2.5)
    found = samples(metrics)
    labels = {
        "gen_ai_operation_name": "chat",
        "gen_ai_system": "openai",
        "gen_ai_request_model": "llama3.2",
        "gen_ai_response_model": "llama3.2:latest",
        **ROUTE,
    }
    tokens = {each["gen_ai_token_type"]: value for each, value in found["gen_ai_client_token_usage_sum"]}
    assert tokens == {"input": 15, "output": 10, "input_cache_read": 4}
    assert found["gen_ai_server_request_duration_sum"] == [(labels, 2.5)]
    assert found["gen_ai_server_time_to_first_token_sum"] == [(labels, 0.5)]
    ((_, per_token),) = found["gen_ai_server_time_per_output_token_sum"]
    assert per_token == pytest.approx(0.2)


@pytest.mark.parametrize("facts", [LlmFacts(request_model=None), LlmFacts(request_model="m", streaming=True)])
def test_what_is_not_known_is_not_counted(facts: LlmFacts) -> None:
    metrics = Metrics("1")
    metrics.record(finished(facts), WHOLE, 1)
    found = samples(metrics)
    assert ("gen_ai_server_request_duration_count" in found) == (facts.request_model is not None)
    assert "gen_ai_client_token_usage_count" not in found
    assert "gen_ai_server_time_to_first_token_count" not in found


def test_connections_and_calls() -> None:
    metrics = Metrics("1")
    metrics.connected("bind/3000")
    metrics.upstream_connected(0.002)
    metrics.upstream_answered("llm", 0.2)
    metrics.upstream_answered("http", 0.2)
    found = samples(metrics)
    unknown = {"bind": "bind/3000", "gateway": "unknown", "listener": "unknown", "protocol": "tcp"}
    assert found["downstream_connections_total"] == [(unknown, 1)]
    assert found["upstream_connect_duration_seconds_count"] == [({"transport": "plaintext"}, 1)]
    subtypes = {labels["subtype"] for labels, _ in found["upstream_call_duration_seconds_count"]}
    assert subtypes == {"Llm", "Http"}


def test_threads_do_not_lose_counts_while_somebody_scrapes() -> None:
    metrics = Metrics("1")

    def count() -> None:
        for _ in range(500):
            metrics.record(finished(), WHOLE, 0)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        metrics.exposition("")
    for thread in threads:
        thread.join()
    assert samples(metrics)["requests_total"][0][1] == 2000


def test_a_client_that_makes_up_names_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "MOST_SERIES", 50)
    metrics = Metrics("1")
    for number in range(200):
        metrics.record(finished(LlmFacts(request_model=f"m{number}", input_tokens=1), f"M{number}"), WHOLE, 1)
    found = samples(metrics)
    for name in ("requests_total", "gen_ai_server_request_duration_count", "gen_ai_client_token_usage_count"):
        assert len(found[name]) == 51, name
        assert sum(value for _, value in found[name]) == 200, name


def test_a_long_name_is_cut() -> None:
    metrics = Metrics("1")
    for _ in range(2):
        metrics.record(finished(LlmFacts(request_model="m" * 10**6), method="X" * 10**6), WHOLE, 1)
    assert len(metrics.exposition("")[1]) < 40_000
    assert [value for _, value in samples(metrics)["gen_ai_server_request_duration_count"]] == [2]


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("", b"text/plain; charset=utf-8"),
        ("text/plain", b"text/plain; charset=utf-8"),
        (
            "application/openmetrics-text;version=1.0.0,text/plain;q=0.5",
            b"application/openmetrics-text;charset=utf-8;version=1.0.0",
        ),
    ],
)
def test_what_a_scraper_accepts(accept: str, content_type: bytes) -> None:
    assert Metrics("1").exposition(accept)[0] == content_type
