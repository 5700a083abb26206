"""Request target and Host, apart from any route; forms of RFC 9112 section 3.2."""

from __future__ import annotations

import pytest

from agwctl.http.message import Headers, Request
from agwctl.proxy.authority import Destination, destination, split_port, without_default_port
from agwctl.proxy.failure import Failure


def request(target: str, *hosts: str) -> Request:
    return Request(b"GET", target.encode(), Headers((b"host", host.encode()) for host in hosts))


@pytest.mark.parametrize(
    ("target", "host", "authority", "path", "query"),
    [
        ("/x?y=1", "a.test", b"a.test", b"/x", b"y=1"),
        ("/x?", "a.test", b"a.test", b"/x", b""),
        ("/a//b/../c", "a.test:81", b"a.test:81", b"/a//b/../c", None),
        ("http://b.test:81/p", "a.test", b"b.test:81", b"/p", None),
        ("HTTP://B.test", "a.test", b"B.test", b"/", None),
        ("http://b.test?q", "a.test", b"b.test", b"/", b"q"),
        ("*", "a.test", b"a.test", b"*", None),
        ("/", "[::1]:80", b"[::1]:80", b"/", None),
    ],
)
def test_forms(target: str, host: str, authority: bytes, path: bytes, query: bytes | None) -> None:
    assert destination(request(target, host)) == Destination(b"http", authority, path, query)


def test_the_first_of_two_hosts_counts() -> None:
    assert destination(request("/", "a.test", "b.test")).authority == b"a.test"


@pytest.mark.parametrize("hosts", [(), ("",), ("a b",), ("a/b",)])
def test_no_usable_host(hosts: tuple[str, ...]) -> None:
    with pytest.raises(Failure, match="no authority or host"):
        destination(request("/", *hosts))


def test_a_target_without_path() -> None:
    with pytest.raises(Failure, match="path missing"):
        destination(request("p", "a.test"))


@pytest.mark.parametrize(
    ("authority", "parts"),
    [(b"a:1", (b"a", b"1")), (b"a", (b"a", b"")), (b"[::1]", (b"[::1]", b"")), (b"[::1]:8", (b"[::1]", b"8"))],
)
def test_split_port(authority: bytes, parts: tuple[bytes, bytes]) -> None:
    assert split_port(authority) == parts


def test_default_ports_are_dropped_for_their_scheme_only() -> None:
    assert without_default_port(b"a:80", b"http") == b"a"
    assert without_default_port(b"a:80", b"https") == b"a:80"
    assert without_default_port(b"a:443", b"https") == b"a"
