"""`traceparent`: a valid one goes on under a new span, anything else is left alone (W3C Trace Context, section 3)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.http.message import Headers
from agwctl.proxy.trace import continue_trace

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.mark.parametrize("flags", ["00", "01", "ff"])
def test_a_trace_goes_on(flags: str) -> None:
    headers = Headers([(b"traceparent", f"00-{TRACE}-{SPAN}-{flags}".encode()), (b"tracestate", b"a=1")])
    continued = continue_trace(headers)
    assert continued is not None
    trace, span = continued
    assert trace == TRACE
    assert span != SPAN
    assert re.fullmatch("[0-9a-f]{16}", span)
    assert headers.get(b"traceparent") == f"00-{TRACE}-{span}-{flags}".encode()
    assert headers.get(b"tracestate") == b"a=1"


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "00",
        f"00-{TRACE}-{SPAN}",
        f"00-{TRACE}-{SPAN}-0",
        f"00-{TRACE}-{SPAN}-01-extra",
        f"01-{TRACE}-{SPAN}-01",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01\n",
        f" 00-{TRACE}-{SPAN}-01",
        "x" * 60_000,
    ],
)
def test_garbage_is_passed_on_as_it_is(garbage: str) -> None:
    headers = Headers([(b"traceparent", garbage.encode())])
    assert continue_trace(headers) is None
    assert headers.get(b"traceparent") == garbage.encode()


@given(st.binary(max_size=80))
def test_any_bytes(value: bytes) -> None:
    continue_trace(Headers([(b"traceparent", value)]))


def test_none_is_made_up() -> None:
    headers = Headers()
    assert continue_trace(headers) is None
    assert not headers.items
