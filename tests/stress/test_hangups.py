"""1,000 clients that leave, in every way and at every stage: each cancels its upstream request, and nothing stays."""

from __future__ import annotations

import random
import socket
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from bench.peers import Running
from tests.stress.client import connect, request, reset
from tests.stress.conftest import SOAK
from tests.stress.upstream import Upstream, recording

CLIENTS = 1000
AT_ONCE = 250
CANCELLED = 0.1
"""Seconds from the client's leaving to the end of the upstream's connection."""
LATEST = 0.1 if SOAK else 1.0
"""For the latest of all; other tests may take the processor for longer than CANCELLED."""

LEAVE: dict[str, Callable[[socket.socket], object]] = {
    "close": socket.socket.close,
    "reset": reset,
    "half-close": lambda sock: sock.shutdown(socket.SHUT_WR),
}

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc/PID/{task,fd,net}")


def held(pid: int) -> tuple[int, int]:
    """Threads and descriptors of a process."""
    return len(list(Path(f"/proc/{pid}/task").iterdir())), len(list(Path(f"/proc/{pid}/fd").iterdir()))


def established(pid: int, *ports: int) -> int:
    """Connections of these ports that one side still holds: ESTABLISHED, FIN_WAIT, CLOSE_WAIT."""
    lines = [line.split() for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]]
    ends = {f"{port:04X}" for port in ports}
    return sum(line[3] in {"01", "04", "05", "08"} and bool(ends & {line[1][-4:], line[2][-4:]}) for line in lines)


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def leave_all(stack: ExitStack, port: int, upstream: Upstream, first: int) -> dict[str, float]:
    """Connect a batch, see every request arrive, then leave one after another: when each did, by its name."""
    kinds = [(model, how) for model in ("paced", "silent", "buffered") for how in LEAVE]
    clients: dict[str, socket.socket] = {}
    for number in range(first, first + AT_ONCE):
        model, how = kinds[number % len(kinds)]
        sock = stack.enter_context(connect(port))
        name = f"{model} {how} {number}"
        sock.sendall(request(model, name))
        clients[name] = sock
    assert wait_for(lambda: upstream.exchanges.keys() >= clients.keys(), 20)
    left = {}
    for name, sock in random.Random(first).sample(sorted(clients.items()), len(clients)):
        if name.startswith("paced"):
            assert sock.recv(1) == b"H"
        left[name] = time.monotonic()
        LEAVE[name.split()[1]](sock)
        time.sleep(0.001)
    for name, sock in clients.items():
        if name.split()[1] == "half-close":
            assert closed(sock), f"{name}: the gateway keeps the connection of a client that has left"
    return left


def closed(sock: socket.socket) -> bool:
    """Whether the gateway closes its side within a second, after what it had already sent."""
    deadline = time.monotonic() + 1
    try:
        while (rest := deadline - time.monotonic()) > 0:
            sock.settimeout(rest)
            if not sock.recv(65536):
                return True
    except ConnectionResetError:
        return True
    except TimeoutError:
        pass
    return False


def test_clients_that_leave_take_everything_with_them(gateway: Callable[[Upstream], Running]):
    with recording() as upstream:
        proxy = gateway(upstream)
        with connect(proxy.port) as sock:
            sock.sendall(request("small", "small"))
            assert sock.recv(65536).startswith(b"HTTP/1.1 200")
        threads, descriptors = held(proxy.process.pid)

        delays: dict[str, float] = {}
        for first in range(0, CLIENTS, AT_ONCE):
            with ExitStack() as stack:
                left = leave_all(stack, proxy.port, upstream, first)
            assert wait_for(lambda: not upstream.unfinished(), 5), f"never cancelled: {upstream.unfinished()[:10]}"
            delays |= {name: (upstream.exchanges[name].left or 0) - moment for name, moment in left.items()}
        time.sleep(1)

        assert len(delays) == CLIENTS
        ordered = sorted(delays.items(), key=lambda item: item[1])
        assert ordered[CLIENTS * 9 // 10][1] < CANCELLED, ordered[-10:]
        assert ordered[-1][1] < LATEST, ordered[-10:]
        assert held(proxy.process.pid)[0] <= threads
        assert held(proxy.process.pid)[1] <= descriptors
        assert established(proxy.process.pid, proxy.port) == 0
        with connect(proxy.port) as sock:
            sock.sendall(request("small", "after"))
            assert sock.recv(65536).startswith(b"HTTP/1.1 200")
