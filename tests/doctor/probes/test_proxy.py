"""What programs of a shell with a proxy get."""

from __future__ import annotations

import time

import pytest

from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.network import Answer, Trouble
from agwctl.doctor.probes.proxy import ask_through_proxy
from agwctl.doctor.system import System
from agwctl.ollama.address import parse
from bench.ports import free_port
from tests.doctor.rough import ROUGH, rough, says

SECONDS = 0.2
REFUSAL = says(b"HTTP/1.1 503 Service Unavailable\r\nVia: 1.1 squid\r\nContent-Length: 0\r\n\r\n")


def ask(tmp_path, url: str = "http://127.0.0.1:11434", **environ: str) -> Answer | Unread:
    return ask_through_proxy(parse(url), System("linux", tmp_path, environ), SECONDS)


def test_without_a_proxy_nothing_is_asked(tmp_path):
    assert ask(tmp_path) == Unread("it was not asked")


@pytest.mark.parametrize("entry", ["127.0.0.1", "localhost,127.0.0.0/8", "*"])
def test_nor_where_no_proxy_covers_the_server(entry, tmp_path):
    proxy = f"http://127.0.0.1:{free_port()}"
    assert ask(tmp_path, HTTP_PROXY=proxy, NO_PROXY=entry) == Unread("it was not asked")
    assert ask(tmp_path, HTTP_PROXY=proxy, no_proxy=entry) == Unread("it was not asked")


@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
def test_a_proxy_is_asked_for_the_whole_url_and_given_its_credentials(variable, tmp_path):
    with rough(REFUSAL) as running:
        proxy = f"http://ada:p%40ss@127.0.0.1:{running.port}/"
        answer = ask(tmp_path, "http://box.test:11434/x", **{variable: proxy})
    assert isinstance(answer, Answer) and (answer.status, answer.headers["via"]) == (503, "1.1 squid")
    first, *headers = running.asked[0].decode().split("\r\n")
    assert first == "GET http://box.test:11434/x/api/version HTTP/1.1"
    assert {"Host: box.test:11434", "Proxy-Authorization: Basic YWRhOnBAc3M="} <= {*headers}
    assert "p@ss" not in repr(answer) and "p%40ss" not in repr(answer)


def test_a_proxy_that_is_down(tmp_path):
    answer = ask(tmp_path, HTTP_PROXY=f"127.0.0.1:{free_port()}")
    assert isinstance(answer, Answer) and answer.trouble is Trouble.CONNECT


@pytest.mark.parametrize(
    ("url", "proxy", "reason"),
    [
        ("http://a", "socks5://u:secret@p:1", "http through http_proxy is not tried"),
        ("https://a", "http://u:secret@p:1", "https through https_proxy is not tried"),
        ("http://a", "http://u:secret@p:port", "http_proxy is no URL"),
        ("http://a", "http://", "http_proxy is no URL"),
        ("http://a", "http://u:secret@a..b:1", "the proxy a..b:1 has no address: "),
    ],
)
def test_what_cannot_be_asked(url, proxy, reason, tmp_path):
    found = ask(tmp_path, url, http_proxy=proxy, https_proxy=proxy)
    assert isinstance(found, Unread) and found.reason.startswith(reason) and "secret" not in found.reason


@pytest.mark.parametrize("kind", ROUGH)
def test_rough_proxies(kind, tmp_path):
    with rough(ROUGH[kind]) as running:
        begin = time.monotonic()
        answer = ask(tmp_path, http_proxy=f"http://127.0.0.1:{running.port}")
    assert time.monotonic() - begin < SECONDS + 0.3
    assert isinstance(answer, Answer)
