"""The machine around a container."""

from __future__ import annotations

import pytest

from agwctl.doctor.evidence.container_host import is_container_host
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.network import Connect, Dial
from tests.doctor.healthy import healthy, server

INSIDE = Context("linux", container="docker", default_gateway="172.17.0.1")


@pytest.mark.parametrize(
    ("host", "address", "context", "expected"),
    [
        ("172.17.0.1", "172.17.0.1", INSIDE, True),
        ("172.17.0.1", "172.17.0.1", Context("linux", default_gateway="172.17.0.1"), False),
        ("Host.Docker.Internal", "192.168.65.254", INSIDE, True),
        ("host.containers.internal", "10.0.2.2", INSIDE, True),
        ("ollama", "172.18.0.3", INSIDE, False),
    ],
)
def test_whether_it_is_called(host, address, context, expected):
    facts = healthy(server(f"http://{host}:11434"), context=context)
    assert is_container_host(facts, context, Dial(address, 11434, Connect.REFUSED)) is expected
