"""A model server that costs next to nothing: precomputed answers from one thread in front of an epoll loop.

A request whose JSON says `"stream": true` gets a paced event stream, any other a small chat completion. All streams
speak in unison, on ticks of one clock, which is the hardest case for a proxy between them: a burst of one chunk per
stream, then silence. Each chunk holds its number and the time it was sent (ns, CLOCK_MONOTONIC), by which
`bench.load` knows how late it came.
`python -m bench.upstream PORT --chunks N --rate PER_SECOND`
"""

from __future__ import annotations

import argparse
import re
import select
import socket
import time
from dataclasses import dataclass, field

ANSWER_BODY = (
    b'{"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"llama3.2",'
    b'"system_fingerprint":"fp_ollama","choices":[{"index":0,"message":{"role":"assistant",'
    b'"content":"Ollama runs large language models on your own machine."},"finish_reason":"stop"}],'
    b'"usage":{"prompt_tokens":34,"completion_tokens":12,"total_tokens":46}}\n'
)
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
    b"Content-Length: %d\r\n\r\n" % len(ANSWER_BODY) + ANSWER_BODY
)
STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)
EVENT = (
    b'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"llama3.2",'
    b'"system_fingerprint":"fp_ollama","choices":[{"index":0,"delta":{"role":"assistant","content":"<%06d %019d>"},'
    b'"finish_reason":null}]}\n\n'
)
CHUNK = b"%x\r\n" % len(EVENT % (0, 0)) + EVENT + b"\r\n"
LAST_CHUNKS = b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
WANTS_STREAM = re.compile(rb'"stream": *true')


@dataclass(slots=True)
class Peer:
    """One connection: what has come of the next request, and how far its stream is."""

    sock: socket.socket
    received: bytes = b""
    sent: int = 0


@dataclass
class Upstream:
    """All connections, and the pace of those that stream."""

    chunks: int
    interval: float
    poll: select.epoll = field(default_factory=select.epoll)
    peers: dict[int, Peer] = field(default_factory=dict)
    streams: dict[int, Peer] = field(default_factory=dict)

    def run(self, listener: socket.socket) -> None:
        self.poll.register(listener, select.EPOLLIN)
        tick = time.monotonic() + self.interval
        while True:
            timeout = max(0.0, tick - time.monotonic()) if self.streams else -1
            for descriptor, _ in self.poll.poll(timeout):
                if descriptor == listener.fileno():
                    self.accept(listener)
                else:
                    self.receive(self.peers[descriptor])
            now = time.monotonic()
            if now >= tick:
                self.speak()
                tick = max(tick + self.interval, now)

    def accept(self, listener: socket.socket) -> None:
        sock, _ = listener.accept()
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.peers[sock.fileno()] = Peer(sock)
        self.poll.register(sock, select.EPOLLIN)

    def receive(self, peer: Peer) -> None:
        """Answer the request once it is whole; nobody pipelines here."""
        try:
            data = peer.sock.recv(65536)
        except OSError:
            data = b""
        if not data:
            return self.forget(peer)
        peer.received += data
        head, end, body = peer.received.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if not end or (length is not None and len(body) < int(length[1])):
            return None
        peer.received = b""
        if WANTS_STREAM.search(body):
            peer.sent = 0
            self.streams[peer.sock.fileno()] = peer
            self.send(peer, STREAM_HEAD)
        else:
            self.send(peer, ANSWER)
        return None

    def speak(self) -> None:
        """The next chunk of every stream."""
        for descriptor, peer in list(self.streams.items()):
            self.send(peer, CHUNK % (peer.sent, time.monotonic_ns()))
            peer.sent += 1
            if peer.sent == self.chunks:
                self.streams.pop(descriptor, None)
                self.send(peer, LAST_CHUNKS)

    def send(self, peer: Peer, data: bytes) -> None:
        """All of it or none: who reads too slowly for a socket buffer is cut off, which the reader counts as a loss."""
        try:
            whole = peer.sock.send(data) == len(data)
        except OSError:
            whole = False
        if not whole:
            self.forget(peer)

    def forget(self, peer: Peer) -> None:
        descriptor = peer.sock.fileno()
        if self.peers.pop(descriptor, None) is not None:
            self.streams.pop(descriptor, None)
            peer.sock.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--chunks", type=int, default=400)
    parser.add_argument("--rate", type=float, default=10.0)
    options = parser.parse_args()
    with socket.create_server(("127.0.0.1", options.port), backlog=1024) as listener:
        Upstream(options.chunks, 1 / options.rate).run(listener)


if __name__ == "__main__":
    main()
