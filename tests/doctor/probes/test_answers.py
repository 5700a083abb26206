"""What every request to a server has in common."""

from __future__ import annotations

import pytest

from agwctl.doctor.facts.network import Connect, Dial
from agwctl.doctor.probes.answers import Line, host_header
from agwctl.ollama.address import Address, parse
from tests.doctor.rough import Rough, rough, says

EMPTY = says(b"HTTP/1.1 204 No Content\r\n\r\n")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://box:11434", "box:11434"),
        ("http://box", "box"),
        ("https://box", "box"),
        ("https://box:80", "box:80"),
        ("http://[::1]:11434", "[::1]:11434"),
        ("fe80::1%eth0", "[fe80::1]:11434"),
    ],
)
def test_the_host(url, expected):
    assert host_header(parse(url)) == expected


def line(running: Rough, path: str = "") -> Line:
    dial = Dial("127.0.0.1", running.port, Connect.OPEN)
    return Line(Address("http", "box.test", 11434, path), dial, headers={"Authorization": "Bearer secret"})


def test_a_request_names_the_server_and_is_below_its_path():
    with rough(EMPTY) as running:
        assert line(running, "ollama/").get("/api/tags", 1, Origin="http://a").status == 204
    first, *headers = running.asked[0].decode().split("\r\n")
    assert first == "GET /ollama/api/tags HTTP/1.1"
    assert {"Host: box.test:11434", "Authorization: Bearer secret", "Origin: http://a"} <= {*headers}


def test_another_host_can_be_said():
    with rough(EMPTY) as running:
        line(running).get("/", 1, Host="localhost:11434")
    assert b"\r\nHost: localhost:11434\r\n" in running.asked[0] and b"box.test" not in running.asked[0]


def test_a_body_is_json():
    with rough(EMPTY) as running:
        line(running).post("/api/show", b'{"model":"a"}', 1)
    assert running.asked[0].startswith(b"POST /api/show HTTP/1.1\r\n")
    assert b"\r\nContent-Type: application/json\r\n" in running.asked[0]


def test_secrets_are_not_in_its_representation():
    with rough(EMPTY) as running:
        assert "secret" not in repr(line(running))
