"""Counting by hand gives what prometheus-client gives for the same values."""

from __future__ import annotations

import prometheus_client
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.metrics_core import Metric

from agwctl.proxy.tally import Counter, Histogram

BOUNDS = (0.5, 1.0, 2.5)


def series(family: Metric) -> dict[tuple[str, ...], float]:
    found = {}
    for sample in family.samples:
        if not sample.name.endswith("_created"):
            labels = {name: str(float(value)) if name == "le" else value for name, value in sample.labels.items()}
            found[(sample.name, *sorted(labels.values()))] = sample.value
    return found


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from([0, 0.25, 0.5, 0.75, 1, 2, 2.5, 3, 100]))))
def test_a_histogram_is_the_librarys(values: list[tuple[str, float]]) -> None:
    ours = Histogram("seconds", "Seconds", ("who",), BOUNDS)
    theirs = prometheus_client.Histogram("agentgateway_seconds", "Seconds", ["who"], buckets=BOUNDS, registry=None)
    for who, value in values:
        ours.observe((who,), value)
        theirs.labels(who).observe(value)
    (family,) = theirs.collect()
    assert series(ours.collect()) == series(family)


def test_a_counter_is_the_librarys() -> None:
    ours = Counter("bytes", "Bytes", ("who",))
    theirs = prometheus_client.Counter("agentgateway_bytes", "Bytes", ["who"], registry=None)
    for who, amount in (("a", 1), ("b", 2.5), ("a", 4)):
        ours.add((who,), amount)
        theirs.labels(who).inc(amount)
    (family,) = theirs.collect()
    assert series(ours.collect()) == series(family)
