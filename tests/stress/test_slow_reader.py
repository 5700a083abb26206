"""A client that reads a byte a second: its neighbours notice nothing, and what it does not read is not hoarded."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from bench.load import Stream
from bench.peers import Running
from bench.process import resident_mib
from tests.stress.client import connect, content, ended, read_until, request
from tests.stress.conftest import SOAK
from tests.stress.test_streams import HELD_BACK, LATEST, RATE, lateness
from tests.stress.upstream import FLOOD_BYTES, Upstream, recording

NEIGHBOURS = 50
SECONDS = 20 if SOAK else 3
HOARD_MIB = 8
"""How much more memory the gateway may have while it waits for the slow one."""


@pytest.mark.parametrize("version", ["1.1", "1.0"])
def test_a_reader_of_one_byte_a_second_is_alone_in_that(version: str, gateway: Callable[[Upstream], Running]):
    with recording(chunks=SECONDS * RATE, rate=RATE) as upstream, ExitStack() as stack:
        proxy = gateway(upstream)
        slow = stack.enter_context(connect(proxy.port, receive_buffer=4096))
        slow.sendall(request("flood", "slow", version))
        assert slow.recv(1) == b"H"
        streams = [Stream(stack.enter_context(connect(proxy.port))) for _ in range(NEIGHBOURS)]
        for number, stream in enumerate(streams):
            stream.sock.sendall(request("paced", str(number)))
        before = memory(proxy)
        for _ in range(SECONDS):
            read_until(streams, ended, 1)
            assert len(slow.recv(1)) == 1
        read_until(streams, ended, 5)

        for number, stream in enumerate(streams):
            assert content(stream) == upstream.exchanges[str(number)].content
        late = lateness(streams)
        assert len(late) == NEIGHBOURS * SECONDS * RATE
        assert late[len(late) * 99 // 100] < HELD_BACK
        assert late[-1] < LATEST
        # What the kernel's four socket buffers hold comes on top of the gateway's own; the rest is still upstream.
        assert upstream.exchanges["slow"].sent < FLOOD_BYTES // 4
        assert memory(proxy) - before < HOARD_MIB


def memory(proxy: Running) -> float:
    """MiB; 0 where it cannot be read."""
    return resident_mib([proxy.process.pid]) if sys.platform.startswith("linux") else 0.0
