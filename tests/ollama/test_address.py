"""OLLAMA_HOST read as Ollama reads it."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.ollama.address import effective_address, parse

TABLE = """
                                http://127.0.0.1:11434
1.2.3.4                         http://1.2.3.4:11434
1.2.3.4:1234                    http://1.2.3.4:1234
:1234                           http://:1234
:0                              http://:0
:66000                          http://:11434
:-1                             http://:11434
:abc                            http://:11434
example.com:                    http://example.com:11434
localhost                       http://localhost:11434
http://1.2.3.4                  http://1.2.3.4:80
https://1.2.3.4                 https://1.2.3.4:443
https://                        https://127.0.0.1:443
http://:8080                    http://:8080
example.com/                    http://example.com:11434
http://example.com/             http://example.com:80
example.com/path                http://example.com:11434/path
https://example.com/ollama      https://example.com:443/ollama
/path                           http://127.0.0.1:11434/path
http://e.com:99/p/              http://e.com:99/p/
[::1]                           http://[::1]:11434
::1                             http://[::1]:11434
[::1]:1337                      http://[::1]:1337
::                              http://[::]:11434
2001:db8::1:8080                http://[2001:db8::1:8080]:11434
fe80::1%eth0                    http://[fe80::1%25eth0]:11434
0.0.0.0:8080                    http://0.0.0.0:8080
11434                           http://11434:11434
ollama.com                      https://ollama.com:443
OLLAMA.COM                      http://OLLAMA.COM:11434
http//x                         http://http:11434/x
host:1:2                        http://[host:1:2]:11434
tcp://1.2.3.4                   tcp://1.2.3.4:11434
'1.2.3.4:99'                    http://1.2.3.4:99
"1.2.3.4"                       http://1.2.3.4:11434
"""
ROWS = [(line[:32].strip(), line[32:].strip()) for line in TABLE.splitlines() if line]


@pytest.mark.parametrize(("text", "url"), ROWS)
def test_table(text: str, url: str) -> None:
    assert parse(text).url == url.removesuffix("/") + ("/" if text.endswith("p/") else "")


def test_quotes_and_space_around_it() -> None:
    assert parse('  " 1.2.3.4 " ').url == "http://1.2.3.4:11434"


@pytest.mark.parametrize("text", [":66000", ":-1", ":abc", "example.com:", "http://h:99999"])
def test_a_bad_port_is_told(text: str) -> None:
    warning = parse(text).warning
    assert warning is not None
    assert text in warning


@pytest.mark.parametrize("text", ["", ":0", "localhost", "[::1]:1337", "host:1:2", "http://a:80"])
def test_a_good_one_is_not(text: str) -> None:
    assert parse(text).warning is None


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("0.0.0.0:8080", "http://127.0.0.1:8080"),
        ("::", "http://[::1]:11434"),
        (":1234", "http://127.0.0.1:1234"),
        ("http://box:11434/", "http://box:11434"),
        ("http://box:11434/v1", "http://box:11434"),
        ("http://box:11434/v1/", "http://box:11434"),
        ("box/v1", "http://box:11434"),
        ("https://proxy.example/ollama/v1/", "https://proxy.example:443/ollama"),
        ("https://proxy.example/ollama/", "https://proxy.example:443/ollama"),
    ],
)
def test_what_a_client_dials(text: str, url: str) -> None:
    assert effective_address(None, {"OLLAMA_HOST": text}).url == url


@pytest.mark.parametrize(
    ("text", "is_loopback"),
    [
        ("", True),
        ("0.0.0.0", True),
        ("LocalHost:1", True),
        ("127.9.9.9", True),
        ("[::1]:5", True),
        ("box", False),
        ("192.168.1.5", False),
        ("localhost.example", False),
    ],
)
def test_this_machine(text: str, is_loopback: bool) -> None:
    assert effective_address(text, {}).is_loopback is is_loopback


def test_an_option_wins_over_the_environment() -> None:
    assert effective_address("b:2", {"OLLAMA_HOST": "a:1"}).authority == "b:2"
    assert effective_address(None, {}).authority == "127.0.0.1:11434"


@given(st.text(alphabet=":/[]%.0123456789abchtps\"' ", max_size=30))
def test_any_text_is_an_address(text: str) -> None:
    address = effective_address(text, {})
    assert 0 <= address.port <= 65535
    assert address.host
    assert address.url.startswith(f"{address.scheme}://")


@given(st.ip_addresses(v=6), st.integers(1, 65535))
def test_a_bracketed_address_with_a_port(host: ipaddress.IPv6Address, port: int) -> None:
    address = parse(f"[{host}]:{port}")
    assert (address.host, address.port) == (str(host), port)
