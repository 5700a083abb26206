"""200 streams of 10 chunks a second: nothing lost, reordered, changed or held back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from bench.load import Stream
from bench.peers import Running
from tests.stress.client import connect, content, ended, read_until, request
from tests.stress.conftest import SOAK
from tests.stress.upstream import Upstream, recording

STREAMS = 200
SECONDS = 20 if SOAK else 3
RATE = 10
HELD_BACK = 1 / RATE
"""Seconds: a chunk that comes later than this has waited for the next one."""
LATEST = 0.5 if SOAK else 1.0
"""Seconds for the latest of all: 200 requests come at once at first, and other tests want the processor, too."""


def lateness(streams: list[Stream]) -> list[float]:
    """Of every chunk, in seconds, the latest last; numbers out of order raise."""
    return sorted((arrival - sent) / 1e9 for stream in streams for arrival, sent in stream.chunks())


def test_every_chunk_of_many_streams_arrives_once_in_order_and_at_once(gateway: Callable[[Upstream], Running]):
    with recording(chunks=SECONDS * RATE, rate=RATE) as upstream, ExitStack() as stack:
        port = gateway(upstream).port
        streams = [Stream(stack.enter_context(connect(port))) for _ in range(STREAMS)]
        for number, stream in enumerate(streams):
            stream.sock.sendall(request("paced", str(number)))
        read_until(streams, ended, SECONDS + 10)

        for number, stream in enumerate(streams):
            assert content(stream) == upstream.exchanges[str(number)].content
        late = lateness(streams)
        assert len(late) == STREAMS * SECONDS * RATE
        assert late[len(late) * 99 // 100] < HELD_BACK
        assert late[-1] < LATEST
