"""Header modifiers: add, then set, then remove; the Host is the request's authority."""

from __future__ import annotations

import pytest

from agwctl.http.message import Headers
from agwctl.proxy.exchange import Exchange
from agwctl.proxy.failure import Failure
from agwctl.proxy.filters.header_modifier import on_request, on_response
from tests.proxy.exchanges import exchange, policies

SENT = [("x-a", "1"), ("X-B", "2"), ("x-a", "3")]


def modified(text: str) -> Exchange:
    policy = policies(f"requestHeaderModifier: {text}").request_header_modifier
    assert policy is not None
    done = exchange(headers=SENT)
    on_request(policy)(done)
    return done


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("{add: {x-a: '4'}}", ["x-a=1", "X-B=2", "x-a=3", "x-a=4"]),
        ("{set: {x-a: '4'}}", ["X-B=2", "x-a=4"]),
        ("{set: {X-b: '4'}}", ["x-a=1", "x-a=3", "x-b=4"]),
        ("{remove: [X-A]}", ["X-B=2"]),
        ("{add: {x-n: '1'}, set: {x-n: '2'}}", ["x-a=1", "X-B=2", "x-a=3", "x-n=2"]),
        ("{add: {x-n: '1'}, set: {x-n: '2'}, remove: [x-n]}", ["x-a=1", "X-B=2", "x-a=3"]),
        ("{remove: [absent]}", ["x-a=1", "X-B=2", "x-a=3"]),
    ],
)
def test_order_and_case(text: str, fields: list[str]) -> None:
    found = [f"{name.decode()}={value.decode()}" for name, value in modified(text).headers if name != b"host"]
    assert found == fields


@pytest.mark.parametrize(
    ("text", "authority"),
    [
        ("{set: {host: ollama}}", b"ollama"),
        ("{add: {Host: ollama}}", b"ollama"),
        ("{remove: [host]}", b"gw.test:3000"),
        ("{set: {x: y}}", b"gw.test:3000"),
    ],
)
def test_host_is_the_authority(text: str, authority: bytes) -> None:
    assert modified(text).authority == authority


@pytest.mark.parametrize("text", ["{set: {'bad name': x}}", "{add: {'': x}}", "{remove: ['b@d']}", "{set: {'ä': x}}"])
def test_a_malformed_name_fails_each_request(text: str) -> None:
    with pytest.raises(Failure, match="invalid header name: invalid HTTP header name") as caught:
        modified(text)
    assert caught.value.status == 500


@pytest.mark.parametrize("value", ['"a\\r\\nevil: 1"', '"a\\nb"', '"a\\rb"', '"a\\0b"', '"\\e[2J"'])
@pytest.mark.parametrize("how", ["set", "add"])
def test_a_value_cannot_begin_another_field(how: str, value: str) -> None:
    with pytest.raises(Failure, match="invalid header value") as caught:
        modified(f"{{{how}: {{x: {value}}}}}")
    assert caught.value.status == 500
    with pytest.raises(Failure, match="invalid header value"):
        modified(f"{{{how}: {{host: {value}}}}}")


def test_a_value_may_hold_any_text() -> None:
    assert (b"x", 'a\tä "b", c'.encode()) in modified('{set: {x: "a\\tä \\"b\\", c"}}').headers.items


def test_responses() -> None:
    policy = policies("responseHeaderModifier: {set: {server: agwctl}, remove: [x-secret]}").response_header_modifier
    assert policy is not None
    headers = Headers([(b"X-Secret", b"1"), (b"Server", b"upstream"), (b"x", b"y")])
    on_response(policy)(headers)
    assert headers.items == [(b"x", b"y"), (b"server", b"agwctl")]
