"""What goes wrong on a path, over a real socket."""

from __future__ import annotations

import http.client
from collections.abc import Iterator

import pytest

from agwctl.ollama.faults import PathFault
from agwctl.ollama.settings import Settings
from agwctl.ollama.simulator import Simulator
from agwctl.ollama.stand_in import StandIn

FAULTS = (
    PathFault(path="/api/version", status=429, headers={"Retry-After": "1"}, body=b"slow down", times=1),
    PathFault(path="/api/ps", refuse=True),
    PathFault(path="/api/status", close_after=10),
    PathFault(path="/api/tags", close_after=10**9),
    PathFault(path="/v1/*", method="POST", delay=0.01, close_after=30),
    PathFault(path="/api/show", hang=True),
)


@pytest.fixture
def api() -> Iterator[http.client.HTTPConnection]:
    stand_in = StandIn(simulator=Simulator(settings=Settings(faults=FAULTS)))
    stand_in.start()
    connection = http.client.HTTPConnection("127.0.0.1", stand_in.port, timeout=0.3)
    yield connection
    connection.close()
    stand_in.stop()


def test_an_answer_in_the_place_of_the_real_one(api):
    api.request("GET", "/api/version")
    answer = api.getresponse()
    assert (answer.status, answer.read(), answer.headers["retry-after"]) == (429, b"slow down", "1")
    assert answer.headers["content-length"] == "9"
    api.request("GET", "/api/version")
    assert api.getresponse().read().startswith(b'{"version"')


def test_no_answer_at_all(api):
    api.request("GET", "/api/ps")
    with pytest.raises(http.client.RemoteDisconnected):
        api.getresponse()


def test_an_answer_that_breaks_off(api):
    api.request("GET", "/api/status")
    answer = api.getresponse()
    assert answer.status == 200
    with pytest.raises(http.client.IncompleteRead) as raised:
        answer.read()
    assert raised.value.partial == b'{"cloud":{'


def test_a_stream_that_breaks_off(api):
    body = b'{"model": "llama3.2", "stream": true, "messages": [{"role": "user", "content": "Hi"}]}'
    api.request("POST", "/v1/chat/completions", body)
    with pytest.raises(http.client.IncompleteRead):
        api.getresponse().read()


def test_a_short_answer_is_whole(api):
    api.request("GET", "/api/tags")
    assert api.getresponse().read().endswith(b"}")
    api.request("GET", "/v1/models")
    assert api.getresponse().status == 200


def test_nothing_comes_until_the_client_leaves(api):
    api.request("POST", "/api/show", b'{"model": "llama3.2"}')
    with pytest.raises(TimeoutError):
        api.getresponse()
