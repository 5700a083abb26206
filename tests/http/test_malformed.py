"""Two thousand malformed requests through a proxy, in front of an upstream that writes down every byte.

Nothing of a refused request may arrive, whatever does arrive must be well-formed in the eyes of a strict parser, and
the proxy must go on serving. Requests are made from good ones by a seeded generator; hypothesis looks for more.
"""

from __future__ import annotations

import random
import selectors
import socket
import time
from dataclasses import dataclass

import h11
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agwctl.http.message import Request, Response
from tests.http.peers import OK, Proxy, Visit, connect, get

BATCH = 100
SEEDS = range(10)
SILENCE = 0.15
"""Seconds after which a request without a reply is taken for incomplete."""

JUNK = [b"\0", b"\r", b"\n", b"\r\n", b"\n\n", b"\r\r\n", b" ", b"\t", b":", b",", b"\x0b", b"\x7f", b"\x80", b"\xff"]
FIELDS = [
    b"Content-Length: %d",
    b"Content-Length: +%d",
    b"Content-Length: %d, %d",
    b"Content-Length: 0x%d",
    b"Content-Length : %d",
    b"content-length:\t%d",
    b"Content-Length: -%d",
    b" Content-Length: %d",
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: Chunked, identity",
    b"Transfer-Encoding: xchunked",
    b"Transfer-Encoding : chunked",
    b"Transfer-Encoding:\x0bchunked",
    b"Transfer-Encoding: gzip, chunked",
    b"\tfolded",
    b"Host: other.test",
    b"Host",
    b"X\0Y: 1",
    b"Connection: close, content-length",
    b"Expect: 100-continue",
]
VERSIONS = [b"HTTP/1.1"] * 40 + [b"HTTP/1.0", b"HTTP/1.2", b"HTTP/2.0", b"http/1.1", b"HTTP/1.1 ", b"HTTP/1", b""]
SIZES = [b"%x"] * 12 + [b"%x;a", b"0x%x", b"+%x", b" %x", b"%x ", b"-%x", b"%x\n", b"%xg", b"%x;\r", b"", b"00%x"]
LAST_CHUNKS = [b"0\r\n\r\n"] * 6 + [b"0\r\nX: 1\r\n\r\n", b"0\r\nbad trailer\r\n\r\n", b"0\n\n", b"0\r\n"]
ENDS = [b"\r\n"] * 40 + [b"\n", b"\r", b"\r\r\n", b"\n\r\n", b""]


def malformed(rng: random.Random, marker: bytes) -> bytes:
    """A request with up to a handful of faults (some of which are none), and one that it would like to smuggle."""
    body = b"<%b>" % marker
    end = rng.choice(ENDS)
    lines = [b"POST /%b %b" % (marker, rng.choice(VERSIONS)), b"Host: a.test", b"X-Marker: %b" % marker]
    if rng.random() < 0.5:
        lines.append(b"Transfer-Encoding: chunked")
        body = rng.choice(SIZES).replace(b"%x", b"%x" % len(body)).replace(b"%015x", b"%015x" % 1) + b"\r\n" + body
        body += rng.choice(ENDS) + rng.choice(
            [b"0\r\n\r\n", b"0\r\nX: 1\r\n\r\n", b"0\r\nbad trailer\r\n\r\n", b"0\n\n"]
        )
    else:
        lines.append(b"Content-Length: %d" % len(body))
    for _ in range(rng.choice([0, 1, 1, 1, 2])):
        field = rng.choice(FIELDS)
        lines.insert(rng.randrange(1, len(lines) + 1), field.replace(b"%d", b"%d" % rng.randrange(60)))
    head = end.join(lines) + rng.choice(ENDS) * 2
    for _ in range(rng.choice([0, 0, 1])):
        at = rng.randrange(len(head))
        head = head[:at] + rng.choice(JUNK) + head[at + rng.randrange(2) :]
    return head + body + b"GET /smuggled-%b HTTP/1.1\r\nHost: a.test\r\n\r\n" % marker


@dataclass
class Sent:
    """A request on its way, and what came back."""

    marker: bytes
    sock: socket.socket
    reply: bytes = b""
    ended: bool = False

    @property
    def status(self) -> int:
        """Of the first final reply; 0 without one."""
        text = self.reply.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
        return int(text[9:12]) if text.startswith(b"HTTP/1.") and len(text) > 12 else 0


def send_all(port: int, requests: dict[bytes, bytes]) -> list[Sent]:
    """Each over a connection of its own, all at once; over when every one is answered or nothing more comes."""
    sent = []
    with selectors.DefaultSelector() as selector:
        for marker, data in requests.items():
            sock = connect(port).sock
            sock.sendall(data)
            sent.append(Sent(marker, sock))
            selector.register(sock, selectors.EVENT_READ, sent[-1])
        while selector.get_map() and (ready := selector.select(SILENCE)):
            for key, _ in ready:
                receive(key.data)
                if key.data.ended:
                    selector.unregister(key.fileobj)
    for one in sent:
        one.sock.close()
    return sent


def receive(one: Sent) -> None:
    try:
        data = one.sock.recv(65536)
    except ConnectionResetError:
        data = b""
    one.reply += data
    one.ended = not data


class Named(Proxy):
    """A proxy that, like the gateway, wants to know a host."""

    def __call__(self, request: Request) -> Response:
        return super().__call__(request) if request.headers.get(b"host") else Response(400)


def recording(visit: Visit) -> None:
    """Answer whatever ends like a request, so that only bytes matter."""
    while visit.read_request():
        visit.send(OK)


@pytest.fixture
def gateway(upstream, pool, serve, request):
    scripted = upstream(recording)
    return serve(Named(scripted.origin, pool), strict_framing=request.param), scripted


def check_arrivals(visits: list[Visit], sent: list[Sent]) -> None:
    arrived = b"\n".join(visit.received for visit in visits)
    for one in sent:
        if one.status >= 300:
            assert one.marker not in arrived, f"{one.marker!r} was refused with {one.status} and arrived all the same"
    for visit in visits:
        judge(visit.received)


def judge(received: bytes) -> None:
    """What one connection carried is requests as h11 wants them, the last one perhaps not whole."""
    connection = h11.Connection(h11.SERVER, 1 << 20)
    connection.receive_data(received)
    while True:
        event = connection.next_event()  # raises for what it does not take
        if event is h11.NEED_DATA:
            return
        if event is h11.PAUSED or isinstance(event, h11.EndOfMessage):
            rest = connection.trailing_data[0]
            if not rest:
                return
            connection = h11.Connection(h11.SERVER, 1 << 20)
            connection.receive_data(rest)


@pytest.mark.parametrize("gateway", [True, False], ids=["strict", "lenient"], indirect=True)
def test_two_thousand_malformed_requests(gateway):
    serving, scripted = gateway
    sent: list[Sent] = []
    for seed in SEEDS:
        rng = random.Random(seed)
        markers = [b"m%02d%03d" % (seed, number) for number in range(BATCH)]
        sent += send_all(serving.port, {marker: malformed(rng, marker) for marker in markers})
    time.sleep(0.05)
    check_arrivals(scripted.visits, sent)
    refused = [one for one in sent if one.status >= 300]
    assert len(refused) > len(sent) / 2, "the generator makes too many good ones"
    assert len(refused) < len(sent) * 0.9, "and too few to tell the difference"
    client = connect(serving.port)
    assert client.ask(get()).body == b"ok", "it still serves"
    client.close()


PIECES = st.sampled_from([*JUNK, *FIELDS, b"POST ", b"GET ", b"/x ", b"HTTP/1.1", b"Host: a", b"5\r\n", b"0\r\n\r\n"])


@pytest.mark.parametrize("gateway", [True, False], ids=["strict", "lenient"], indirect=True)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(soup=st.lists(PIECES | st.binary(max_size=4), max_size=14).map(b"".join))
def test_soup(gateway, soup):
    """The client ends its side at once, so that every connection comes to an end."""
    serving, scripted = gateway
    marker = b"soup%d" % time.monotonic_ns()
    sock = connect(serving.port).sock
    one = Sent(marker, sock)
    sock.sendall(b"POST /%b " % marker + soup)
    sock.shutdown(socket.SHUT_WR)
    while not one.ended:
        receive(one)
    sock.close()
    check_arrivals(scripted.visits, [one])
