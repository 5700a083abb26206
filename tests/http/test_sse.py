"""Whether a stream ended between two events."""

from __future__ import annotations

import pytest

from agwctl.http.sse import ends_inside_event


@pytest.mark.parametrize(
    "tail",
    [
        b"",
        b"data: 1\n\n",
        b"data: 1\r\n\r\n",
        b"data: 1\r\r",
        b"data: 1\n\n: comment\n",
        b"data: 1\n\nevent: x\n",
        b'{"error":"no such model"}\n',
        b"\n",
    ],
)
def test_ends_well(tail):
    assert not ends_inside_event(tail)


@pytest.mark.parametrize(
    "tail",
    [b"data: 1", b"data: 1\n", b"data: 1\r\n", b"data\n", b"data: 1\nid: 2\n", b'{"error"', b"oops", b"a\n\ndata: 1\n"],
)
def test_breaks_off(tail):
    assert ends_inside_event(tail)
