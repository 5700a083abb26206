"""Entries by their servers."""

from __future__ import annotations

from agwctl.models.configured import Configured, by_server
from agwctl.ollama.address import Address


def entry(host: str, name: str) -> Configured:
    return Configured(Address("http", host, 11434), name, name, "gw.yaml:1:1", True)


def test_localhost_and_its_address_are_one_server():
    servers = by_server([entry("localhost", "a"), entry("127.0.0.1", "b"), entry("box", "c")])
    assert {server.host: [each.name for each in named] for server, named in servers.items()} == {
        "localhost": ["a", "b"],
        "box": ["c"],
    }
