from __future__ import annotations

import socket

import pytest

from agwctl.config.this_machine import is_here


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST.", "127.0.0.1", "127.1.2.3", "::1", "0.0.0.0", socket.gethostname()]
)
def test_this_machine(host):
    assert is_here(host)


@pytest.mark.parametrize("host", ["192.168.1.20", "ollama.lan.example", "host.docker.internal", ""])
def test_another_machine(host):
    assert not is_here(host)
