"""Layers on their way: progress by the clock, resumed, and shared."""

from __future__ import annotations

import itertools

import pytest

from agwctl.http.failure import ClientGone
from agwctl.ollama.downloads import Downloads, Step
from agwctl.ollama.layers import Layer
from agwctl.ollama.network import Network, Remote
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.store import Store
from tests.ollama.played import Client, FakeTime, model

LAYER = Layer("model", "a" * 64, 1000)
REMOTE = Remote(model("m", layers=(LAYER,)))


def fetched(network: Network, store: Store | None = None, remote: Remote = REMOTE) -> tuple[list[Step], Downloads]:
    downloads = Downloads(store or Store(), network, FakeTime().clock, "/models")
    return list(downloads.fetch(LAYER, remote, None)), downloads


def completed(steps: list[Step]) -> list[object]:
    assert all(step["status"] == "pulling aaaaaaaaaaaa" and step["total"] == 1000 for step in steps)
    return [step.get("completed") for step in steps]


def test_a_line_each_tick_and_the_last_may_lack_some() -> None:
    steps, _ = fetched(Network(bytes_per_second=5000))
    assert completed(steps) == [300, 600, 900]


def test_what_is_there_already_is_one_line() -> None:
    store = Store()
    store.add_blob(LAYER.digest, LAYER.size)
    assert completed(fetched(Network(bytes_per_second=1), store)[0]) == [1000]


def test_what_comes_at_once_was_not_there_before() -> None:
    assert completed(fetched(Network())[0]) == [None, 1000]


def test_a_slow_beginning_has_no_completed() -> None:
    assert completed(fetched(Network(bytes_per_second=50_000, latency=0.2))[0])[:3] == [None, None, None]


def test_a_client_that_leaves_loses_nothing() -> None:
    time, client, store = FakeTime(), Client(), Store()
    downloads = Downloads(store, Network(bytes_per_second=1000), time.clock, "/models")
    steps = downloads.fetch(LAYER, REMOTE, client)
    assert completed(list(itertools.islice(steps, 3))) == [60, 120, 180]
    client.left = True
    with pytest.raises(ClientGone):
        list(steps)
    assert not store.holds(LAYER.digest)
    again = completed(list(downloads.fetch(LAYER, REMOTE, None)))
    assert again[0] is not None
    assert again[0] > 180  # type: ignore[operator]
    assert store.holds(LAYER.digest)


def test_two_clients_share_a_download() -> None:
    time, store = FakeTime(), Store()
    downloads = Downloads(store, Network(bytes_per_second=1000), time.clock, "/models")
    first = downloads.fetch(LAYER, REMOTE, None)
    next(first)
    second = downloads.fetch(LAYER, REMOTE, None)
    joined = next(second)
    assert joined["completed"] == 120  # not from the beginning
    first.close()  # type: ignore[attr-defined]
    list(second)
    assert time.slept == pytest.approx(1.0, abs=0.1)


def test_a_lost_connection_is_taken_up_behind_where_it_broke() -> None:
    downloads = Downloads(Store(), Network(bytes_per_second=5000), FakeTime().clock, "/models")
    remote = Remote(REMOTE.model, stops_at=500)
    with pytest.raises(Refusal, match="max retries exceeded"):
        list(downloads.fetch(LAYER, remote, None))
    assert completed(list(downloads.fetch(LAYER, remote, None))) == [800]


def test_a_full_disk() -> None:
    with pytest.raises(Refusal, match=r"write /models/blobs/sha256-a+-partial: no space left on device"):
        fetched(Network(bytes_per_second=5000, disk=700))
