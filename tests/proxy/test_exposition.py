"""The text of the metrics: readable by Prometheus, spelt as agentgateway spells it."""

from __future__ import annotations

import pytest
from prometheus_client import Counter, Gauge, Histogram
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from agwctl.proxy.exposition import render


def rendered(*collectors: Collector) -> list[str]:
    text = render(family for collector in collectors for family in collector.collect()).decode()
    assert text.endswith("# EOF\n")
    return text.splitlines()[:-1]


def test_whole_counts_have_no_point_and_bounds_no_exponent() -> None:
    requests = Counter("agentgateway_requests", "Requests", ["method"], registry=None)
    requests.labels("GET").inc(1_000_000)
    seconds = Histogram("agentgateway_seconds", "Seconds", buckets=(0.0005, 1, 80), registry=None)
    seconds.observe(0.25)
    assert rendered(requests, seconds) == [
        "# HELP agentgateway_requests Requests",
        "# TYPE agentgateway_requests counter",
        'agentgateway_requests_total{method="GET"} 1000000',
        "# HELP agentgateway_seconds Seconds",
        "# TYPE agentgateway_seconds histogram",
        'agentgateway_seconds_bucket{le="0.0005"} 0',
        'agentgateway_seconds_bucket{le="1.0"} 1',
        'agentgateway_seconds_bucket{le="80.0"} 1',
        'agentgateway_seconds_bucket{le="+Inf"} 1',
        "agentgateway_seconds_count 1",
        "agentgateway_seconds_sum 0.25",
    ]


def test_a_family_without_a_sample_is_not_named() -> None:
    assert rendered(Counter("quiet", "Nothing yet", ["model"], registry=None)) == []


@pytest.mark.parametrize("model", ['a"b', "a\\b", "a\nb", "ä", "\\n", 'x"} 1\nforged_total{a="b'])
def test_a_label_holds_whatever_a_client_says(model: str) -> None:
    tokens = Gauge("tokens", "Tokens", ["model"], registry=None)
    tokens.labels(model).set(1)
    text = render(tokens.collect()).decode()
    assert len(text.splitlines()) == 4
    (family,) = text_string_to_metric_families(text)
    assert [sample.labels for sample in family.samples] == [{"model": model}]


def test_a_character_without_utf_8_does_not_end_all_scraping() -> None:
    tokens = Gauge("tokens", "Tokens", ["model"], registry=None)
    tokens.labels("\udc80").set(1)
    assert render(tokens.collect()).count(b"\n") == 4
