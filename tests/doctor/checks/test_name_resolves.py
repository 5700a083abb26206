"""Names without an address."""

from __future__ import annotations

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.name_resolves import run
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import CannotTell, Unread
from agwctl.doctor.facts.network import Resolution
from tests.doctor.healthy import healthy, server

HOST, DOCKER = Context("linux", shell="bash"), Context("linux", container="docker", default_gateway="172.17.0.1")
PODS = Context("linux", container="kubernetes")


def unknown(name: str, context: Context = HOST):
    return healthy(
        server(f"http://{name}:11434", resolution=Resolution(name, (), "Name or service not known")), context=context
    )


@pytest.mark.parametrize(
    ("name", "context", "id", "fix"),
    [
        ("gpu-box", HOST, "A18", "name the server by its IP address: `http://ADDRESS:11434`"),
        ("ollama", DOCKER, "A18", "name the server by its IP address: `http://ADDRESS:11434`"),
        ("box.local", PODS, "A18", "give the name a Service with an EndpointSlice, or use the server's IP address"),
        ("box.local", HOST, "A18", "name the server by its IP address: `http://ADDRESS:11434`"),
        ("ollama.example.com", HOST, "A18", "see whether ollama.example.com is spelt as its DNS has it"),
        ("host.docker.internal", DOCKER, "A04",
         "start this container with `docker run --add-host=host.docker.internal:host-gateway …`"),
        ("host.docker.internal", HOST, "A04",
         "name http://127.0.0.1:11434 in this shell; to keep it for later sessions: the same lines in ~/.bashrc"),
        ("Box.tail1234.ts.net", HOST, "A35",
         "use the machine's address of 100.64.0.0/10, which `tailscale status` shows, in place of its name"),
        ("abc.ngrok-free.app", HOST, "A32",
         "start the tunnel again, and write its new name wherever the old one stands (also as `sni`)"),
        ("abc.trycloudflare.com.", HOST, "A32",
         "start the tunnel again, and write its new name wherever the old one stands (also as `sni`)"),
    ],
)  # fmt: skip
def test_a_name_without_an_address(name, context, id, fix):
    found = run(unknown(name, context))
    assert (found.status, found.ids, found.fixes[0].title) == (Status.FAIL, (id,), fix)
    assert found.evidence == (f"look up {name}: Name or service not known",)


@pytest.mark.parametrize(("name", "is_told"), [("gpu-box", True), ("box.local", False), ("a.example.com", False)])
def test_only_a_bare_name_belongs_into_the_hosts_file(name, is_told):
    assert any("/etc/hosts" in each.title for each in run(unknown(name)).fixes) is is_told


def test_in_a_container_the_host_can_be_named_by_its_address():
    assert run(unknown("host.docker.internal", DOCKER)).fixes[-1].commands == (
        "export OLLAMA_HOST=http://172.17.0.1:11434",
    )


@pytest.mark.parametrize(
    ("context", "more"),
    [
        (HOST, "join the tailnet and take its names"),
        (DOCKER, "start this container with `--dns 100.100.100.100` or `--network host`"),
        (PODS, "let CoreDNS ask 100.100.100.100 for `ts.net`, or use the Tailscale operator's egress service"),
    ],
)
def test_a_tailnet_from_where_it_is_asked(context, more):
    assert run(unknown("box.x.ts.net", context)).fixes[1].title == more


@pytest.mark.parametrize(
    ("resolution", "kind", "ids"),
    [
        (Resolution("127.0.0.1", ("127.0.0.1",)), "default", ()),
        (Resolution("localhost", ("::1", "127.0.0.1"), from_hosts_file=True), "configuration", ()),
        (Resolution("gpu-box", ("192.168.1.50",)), "configuration", ()),
        (Resolution("gpu-box", ("192.168.1.50",), from_hosts_file=True), "configuration", ("A18",)),
        (Resolution("gpu-box", ("192.168.1.50",), from_hosts_file=True), "--ollama", ()),
    ],
)
def test_a_name_with_an_address(resolution, kind, ids):
    found = run(healthy(server(kind=kind, resolution=resolution)))
    assert (found.status, found.ids) == (Status.PASS, ids)


def test_a_resolver_that_says_nothing():
    with pytest.raises(CannotTell):
        run(healthy(server(resolution=Unread("looking up x took longer than 3 s"))))
