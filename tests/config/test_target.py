"""Servers that policies ask: their addresses, and the keys beside them."""

from __future__ import annotations

import pytest

from agwctl.config.address import HostPort
from agwctl.config.auth import Server, TokenExchange
from agwctl.config.target import Target, server_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("a:1", HostPort("a", 1)),
        ("unix:/a", HostPort("", 0, "/a")),
        ("http://a", HostPort("a", 80)),
        ("https://a.example.com/", HostPort("a.example.com", 443)),
        ("HTTPS://a:8443", HostPort("a", 8443)),
    ],
)
def test_addresses(text, address):
    assert server_address(text) == address


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a", "invalid host:port: a"),
        ("ftp://a", "backend URL scheme must be http or https"),
        ("https://a/b", "backend URL paths are not supported"),
        ("http://", "backend URL must include a host"),
        ("http://a:b", "invalid digit found in string"),
    ],
)
def test_what_is_none(text, message):
    with pytest.raises(ValueError, match=message):
        server_address(text)


def test_what_a_class_adds_stands_beside_the_server():
    assert Target.beside == ()
    assert Server.beside == ("policies",)
    assert {"policies", "path", "client_auth"} <= set(TokenExchange.beside)
    assert not {"service", "host", "backend"} & set(TokenExchange.beside)
