"""The client side: raw sockets, one epoll loop, request bytes made beforehand. Prints its result as JSON.

`python -m bench.load PORT PID,… small --connections C --requests N`: keep-alive requests, each connection sends its
next when the last is answered: {"cpu_us": per request, "per_second": N}
`python -m bench.load PORT PID,… streams --connections C --seconds S`: from the moment at which every stream has begun:
{"cpu_us": per chunk, "late_p50_ms", "late_p99_ms", "mib": resident memory at the end}
CPU and memory are those of the processes named.
"""

from __future__ import annotations

import argparse
import json
import re
import select
import socket
import sys
import time
from dataclasses import dataclass, field

from bench.process import Failed, cpu_seconds, resident_mib

BODY = (
    b'{"model": "llama3.2", "messages": [{"role": "user", '
    b'"content": "Hello! Tell me about Ollama in one sentence."}]%s}'
)
HEAD = (
    b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost:3000\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\n"
    b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n"
)
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
STAMP = re.compile(rb"<(\d{6}) (\d{19})>")
PATIENCE = 60.0
"""Seconds without any byte after which the proxy is taken for dead."""


def request(*, stream: bool) -> bytes:
    body = BODY % (b', "stream": true' if stream else b"")
    return HEAD % len(body) + body


def connect(port: int) -> socket.socket:
    sock = socket.create_connection(("127.0.0.1", port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def answered(received: bytes) -> bool:
    """Whether one whole answer, a good one, has come."""
    head, end, body = received.partition(b"\r\n\r\n")
    if not end:
        return False
    if not head.startswith(b"HTTP/1.1 200"):
        raise Failed(f"the proxy answered {received[:400]!r}")
    length = LENGTH.search(head)
    return body.endswith(b"0\r\n\r\n") if length is None else len(body) >= int(length[1])


def small(port: int, pids: list[int], connections: int, requests: int) -> dict[str, float]:
    """Closed loop: a first tenth warms up, the rest is measured."""
    socks = {sock.fileno(): sock for sock in (connect(port) for _ in range(connections))}
    exchange(socks, requests // 10 + connections)
    cpu, start = cpu_seconds(pids), time.monotonic()
    exchange(socks, requests)
    elapsed, cpu = time.monotonic() - start, cpu_seconds(pids) - cpu
    return {"cpu_us": cpu / requests * 1e6, "per_second": requests / elapsed}


def exchange(socks: dict[int, socket.socket], requests: int) -> None:
    """Send so many requests over the connections and take their answers."""
    data = request(stream=False)
    received = dict.fromkeys(socks, b"")
    with select.epoll() as poll:
        for descriptor, sock in list(socks.items())[:requests]:
            poll.register(descriptor, select.EPOLLIN)
            sock.sendall(data)
        to_send = max(0, requests - len(socks))
        to_come = requests
        while to_come:
            ready = poll.poll(PATIENCE)
            if not ready:
                raise Failed("no answer")
            for descriptor, _ in ready:
                more = socks[descriptor].recv(65536)
                if not more:
                    raise Failed(f"the proxy closed the connection after {received[descriptor]!r}")
                received[descriptor] += more
                if answered(received[descriptor]):
                    received[descriptor] = b""
                    to_come -= 1
                    if to_send:
                        to_send -= 1
                        socks[descriptor].sendall(data)


@dataclass(slots=True)
class Stream:
    """What came over one connection, and when (ns)."""

    sock: socket.socket
    reads: list[tuple[int, bytes]] = field(default_factory=list)

    def chunks(self) -> list[tuple[int, int]]:
        """Of each chunk: when it had arrived and when it was sent. Their numbers are checked."""
        arrivals: list[tuple[int, int]] = []
        text = b""
        for arrival, data in self.reads:
            text += data
            end = 0
            for stamp in STAMP.finditer(text):
                if int(stamp[1]) != len(arrivals):
                    raise Failed(f"chunk {int(stamp[1])} where {len(arrivals)} was expected")
                arrivals.append((arrival, int(stamp[2])))
                end = stamp.end()
            text = text[end:]
        return arrivals


def streams(port: int, pids: list[int], connections: int, seconds: float) -> dict[str, float]:
    """Open all, then watch them from the first chunk of the last one."""
    data = request(stream=True)
    opened: dict[int, Stream] = {}
    with select.epoll() as poll:
        for _ in range(connections):
            stream = Stream(connect(port))
            opened[stream.sock.fileno()] = stream
            poll.register(stream.sock, select.EPOLLIN)
            stream.sock.sendall(data)
        silent = set(opened)
        while silent:
            silent -= {each for each in read(poll, opened) if STAMP.search(b"".join(d for _, d in opened[each].reads))}
        cpu, start = cpu_seconds(pids), time.monotonic_ns()
        stop = start + int(seconds * 1e9)
        while time.monotonic_ns() < stop:
            read(poll, opened)
        end, cpu = time.monotonic_ns(), cpu_seconds(pids) - cpu
        mib = resident_mib(pids)
    late = sorted(
        (arrival - sent) / 1e6 for each in opened.values() for arrival, sent in each.chunks() if start < arrival <= end
    )
    if len(late) < connections:
        raise Failed(f"{len(late)} chunks over {connections} streams in {seconds} s")
    return {
        "cpu_us": cpu / len(late) * 1e6,
        "late_p50_ms": late[len(late) // 2],
        "late_p99_ms": late[len(late) * 99 // 100],
        "mib": mib,
    }


def read(poll: select.epoll, opened: dict[int, Stream]) -> list[int]:
    """Take what has come, with the time it was taken; the descriptors it came over."""
    ready = [descriptor for descriptor, _ in poll.poll(PATIENCE)]
    if not ready:
        raise Failed("the streams fell silent")
    for descriptor in ready:
        stream = opened[descriptor]
        data = stream.sock.recv(65536)
        if not data:
            raise Failed(f"a stream ended early, after {b''.join(d for _, d in stream.reads)[-200:]!r}")
        stream.reads.append((time.monotonic_ns(), data))
    return ready


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("pids", type=lambda text: [int(pid) for pid in text.split(",")])
    parser.add_argument("what", choices=["small", "streams"])
    parser.add_argument("--connections", type=int, default=1)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=3.0)
    options = parser.parse_args()
    try:
        if options.what == "small":
            result = small(options.port, options.pids, options.connections, options.requests)
        else:
            result = streams(options.port, options.pids, options.connections, options.seconds)
    except (Failed, OSError) as error:
        raise SystemExit(f"bench.load: {error}") from error
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main()
