"""Who may speak to the server: the tables of what a real Ollama lets in."""

from __future__ import annotations

import pytest

from agwctl.errors import InputError
from agwctl.http.message import Headers, Request, Response
from agwctl.ollama.guards import Door, Guards

LETS_IN = ["localhost:11434", "127.0.0.1", "127.1.2.3:1", "0.0.0.0", "10.1.2.3", "192.168.1.5:99", "[::1]:11434"]
LETS_IN += ["[fd00::1]:1", "172.16.0.1", "host.docker.internal:11434", "x.local", "ollama.ns.svc.cluster.local", "::1"]
LETS_IN += ["LOCALHOST", "a.localhost", "", "box", "203.0.113.7"]
REFUSES = ["8.8.8.8", "169.254.169.254", "100.64.0.1", "example.com", "abc123.ngrok.io", "ollama", "[::1]", "local"]
REFUSES += ["internal", "172.32.0.1", "localhost.example.com"]
HERE = Door(hostname="box", addresses=("203.0.113.7",))


def request(method: str = "GET", host: str = "127.0.0.1:11434", origin: str = "") -> Request:
    fields = [(b"Host", host.encode()), *([(b"Origin", origin.encode())] if origin else [])]
    return Request(method.encode(), b"/api/version", Headers(fields))


@pytest.mark.parametrize("host", LETS_IN)
def test_hosts_that_are_let_in(host: str) -> None:
    assert Guards(HERE).stop(request(host=host), ()) is None


@pytest.mark.parametrize("host", REFUSES)
def test_hosts_that_are_refused(host: str) -> None:
    stopped = Guards(HERE).stop(request(host=host), ())
    assert stopped is not None
    assert (stopped.status, stopped.headers.items, stopped.body) == (403, [(b"Content-Length", b"0")], b"")


@pytest.mark.parametrize(("target", "stopped"), [(b"http://example.com/", True), (b"http://localhost:1/", False)])
def test_the_host_of_a_whole_url_goes_before_the_field(target: bytes, stopped: bool) -> None:
    for host in ("localhost", "example.com"):
        asked = Request(b"GET", target, Headers([(b"host", host.encode())]))
        assert bool(Guards(HERE).stop(asked, ())) == stopped


@pytest.mark.parametrize("bind", ["0.0.0.0", "::", "192.168.1.5"])
def test_no_host_is_looked_at_beyond_loopback(bind: str) -> None:
    assert Guards(Door(bind=bind)).stop(request(host="example.com"), ()) is None


@pytest.mark.parametrize("bind", ["127.0.0.1", "localhost", "::1", "[::1]"])
def test_on_loopback_it_is(bind: str) -> None:
    assert Guards(Door(bind=bind)).stop(request(host="example.com"), ()) is not None


def test_options_for_a_name_of_this_machine_is_answered_at_once() -> None:
    allow = ((b"Allow", b"HEAD, GET"),)
    stopped = Guards(HERE).stop(request("OPTIONS", "localhost"), allow)
    assert stopped is not None
    assert (stopped.status, stopped.headers.get(b"allow")) == (204, b"HEAD, GET")
    assert Guards(HERE).stop(request("OPTIONS", "127.0.0.1"), allow) is None


ORIGINS = [
    "http://localhost",
    "https://localhost:3000",
    "http://127.0.0.1:8080",
    "https://0.0.0.0",
    "app://x",
    "file://",
]
ORIGINS += ["tauri://localhost", "vscode-webview://abc", "vscode-file://x"]


@pytest.mark.parametrize("origin", ORIGINS)
def test_pages_that_may(origin: str) -> None:
    guards = Guards(HERE)
    asked = request(origin=origin)
    assert guards.stop(asked, ()) is None
    marked = guards.mark(asked, Response(200, Headers([(b"Content-Length", b"0")])))
    assert marked.headers.items == [
        (b"Access-Control-Allow-Origin", origin.encode()),
        (b"Vary", b"Origin"),
        (b"Content-Length", b"0"),
    ]


@pytest.mark.parametrize(
    "origin", ["http://example.com", "http://[::1]", "http://192.168.1.5", "null", "chrome-extension://a"]
)
def test_pages_that_may_not(origin: str) -> None:
    stopped = Guards(HERE).stop(request(origin=origin), ((b"Allow", b"GET"),))
    assert stopped is not None
    assert (stopped.status, stopped.headers.get(b"allow")) == (403, b"GET")


def test_a_page_of_the_same_host_is_no_stranger() -> None:
    assert Guards(HERE).stop(request(host="192.168.1.5:11434", origin="http://192.168.1.5:11434"), ()) is None


def test_a_preflight() -> None:
    stopped = Guards(HERE).stop(request("OPTIONS", origin="http://localhost:3000"), ((b"Allow", b"POST"),))
    assert stopped is not None
    names = [name.decode() for name, _ in stopped.headers.items]
    assert stopped.status == 204
    assert names == sorted(names)
    assert names.count("Vary") == 3
    assert stopped.headers.get(b"access-control-max-age") == b"43200"
    assert b"X-Stainless-Timeout" in (stopped.headers.get(b"access-control-allow-headers") or b"")


def test_a_star_is_for_everyone() -> None:
    guards = Guards(Door(origins=("*",)))
    asked = request(origin="http://example.com")
    assert guards.stop(asked, ()) is None
    marked = guards.mark(asked, Response(200, Headers()))
    assert marked.headers.items == [(b"Access-Control-Allow-Origin", b"*")]


def test_more_origins() -> None:
    guards = Guards(Door(origins=("chrome-extension://*", "https://ui.example")))
    for origin in ("chrome-extension://abc", "https://ui.example"):
        assert guards.stop(request(origin=origin), ()) is None
    assert guards.stop(request(origin="https://ui.example.com"), ()) is not None


@pytest.mark.parametrize(
    ("origin", "told"), [("ui.example", "must contain"), (" http://x", "must contain"), ("http://*.*", "only one")]
)
def test_origins_with_which_ollama_does_not_start(origin: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        Guards(Door(origins=(origin,)))
