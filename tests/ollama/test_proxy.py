"""Proxy variables as Go's clients read them."""

from __future__ import annotations

import pytest

from agwctl.ollama.address import parse
from agwctl.ollama.client import Client, OllamaError, Unreachable
from agwctl.ollama.proxy import proxy_for, proxy_of_programs

NAME = "a.box.lan"
HTTP = {"HTTP_PROXY": "proxy:3128"}


@pytest.mark.parametrize(
    "host, environ, url",
    [
        ("box", {}, None),
        ("box", HTTP, "http://proxy:3128"),
        ("box", {"http_proxy": "socks5://p:1"}, "socks5://p:1"),
        ("https://box", HTTP, None),
        ("https://box", {"HTTPS_PROXY": "http://u:secret@p:1/"}, "http://u:secret@p:1/"),
        ("box", {"ALL_PROXY": "http://p:1"}, None),
        ("box", HTTP | {"REQUEST_METHOD": "GET"}, None),
        *((host, HTTP, None) for host in ("127.0.0.1", "localhost", "LOCALHOST:1", "127.9.9.9", "[::1]:5")),
        *((NAME, HTTP | {"NO_PROXY": each}, None) for each in ("*", "x, .lan", "box.lan", f"{NAME}:11434", "*.lan")),
        *((NAME, HTTP | {"NO_PROXY": each}, "http://proxy:3128") for each in ("ox.lan", f"{NAME}:80", f".{NAME}")),
        *(("10.1.2.3", HTTP | {"no_proxy": each}, None) for each in ("10.0.0.0/8", "10.1.2.3", "10.1.2.3:11434")),
        *(("10.1.2.3", HTTP | {"no_proxy": each}, "http://proxy:3128") for each in ("11.0.0.0/8", "2.3", "x/y", "")),
    ],
)  # fmt: skip
def test_which_proxy(host, environ, url) -> None:
    found = proxy_for(parse(host), environ)
    assert (found and found.url) == url


@pytest.mark.parametrize(
    "host, environ, variable",
    [
        ("127.0.0.1", {}, None),
        ("127.0.0.1", HTTP, "HTTP_PROXY"),
        ("localhost", HTTP | {"http_proxy": "other:1"}, "http_proxy"),
        ("box", {"HTTPS_PROXY": "p:1"}, None),
        ("https://box", {"HTTPS_PROXY": "p:1"}, "HTTPS_PROXY"),
        ("https://box", {"all_proxy": "p:1"}, "all_proxy"),
        ("box", {"ALL_PROXY": "socks5://p:1", "HTTP_PROXY": ""}, "ALL_PROXY"),
        ("127.0.0.1", HTTP | {"NO_PROXY": "localhost"}, "HTTP_PROXY"),
        ("127.0.0.1", HTTP | {"NO_PROXY": "localhost,127.0.0.1"}, None),
        ("127.0.0.1", HTTP | {"NO_PROXY": "127.0.0.1", "no_proxy": "box"}, "HTTP_PROXY"),
    ],
)
def test_which_proxy_other_programs_use(host, environ, variable) -> None:
    found = proxy_of_programs(parse(host), environ)
    assert (found and found.variable) == variable


def test_credentials_are_not_named() -> None:
    found = proxy_for(parse("https://box"), {"HTTPS_PROXY": "http://u:secret@p:1/"})
    assert found is not None
    assert found.authority == "p:1"


def test_a_proxy_that_is_down_is_told_apart_from_an_ollama_that_is(monkeypatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with Client(parse("box")) as client, pytest.raises(Unreachable) as failure:
        client.tags()
    begin = 'Get "http://box:11434/api/tags": proxyconnect tcp: dial tcp 127.0.0.1:1: connect: '
    assert failure.value.text == f"{begin}connection refused"
    assert "the proxy of HTTP_PROXY" in failure.value.cause
    assert failure.value.hint == "to go without it: NO_PROXY=box"


@pytest.mark.parametrize("url", ["gopher://p:1", "http://[p"])
def test_a_proxy_that_cannot_be_used(monkeypatch, url) -> None:
    monkeypatch.setenv("HTTP_PROXY", url)
    with pytest.raises(OllamaError, match=r"HTTP_PROXY|proxyconnect"), Client(parse("box")) as client:
        client.head()
