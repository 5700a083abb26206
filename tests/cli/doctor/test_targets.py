from __future__ import annotations

import pytest

from agwctl.cli.doctor.configuration import configuration
from agwctl.cli.doctor.targets import gateway, listens, servers
from agwctl.cli.guide import basic
from agwctl.doctor.facts.configuration import Configuration
from agwctl.ollama.address import Address
from bench.ports import refusing_port
from tests.ollama.scripted import reply, scripted

HERE = "http://127.0.0.1:11434"
TWO_PORTS = """
binds:
- port: 3000
  listeners: [{routes: []}]
- port: 3001
  listeners: [{routes: []}]
"""


def of(host: str) -> Configuration:
    """A configuration that leads to one Ollama."""
    found = configuration("gw.yaml", basic(host, 3000), {})
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("ollama", "variable", "configured", "another_is_named", "is_open", "found"),
    [
        (None, "", None, False, False, [HERE]),
        (None, "", None, True, False, []),
        (None, "", None, True, True, [HERE]),
        (None, "gpu", None, False, False, ["http://gpu:11434"]),
        (None, "0.0.0.0:1234", None, True, False, ["http://127.0.0.1:1234"]),
        ("gpu:8080", "other", None, False, False, ["http://gpu:8080"]),
        ("https://gpu/ollama/v1/", "", None, False, False, ["https://gpu:443/ollama"]),
        (None, "", "gpu:11434", False, False, ["http://gpu:11434"]),
        (None, "", "gpu:11434", False, True, ["http://gpu:11434", HERE]),
        (None, "", "localhost:11434", False, True, ["http://localhost:11434"]),
        (None, "", "127.0.0.1:11434", False, False, [HERE]),
        (None, "box", "gpu:11434", False, True, ["http://box:11434", "http://gpu:11434"]),
        ("localhost", "", "127.0.0.1:11434", False, True, ["http://localhost:11434"]),
    ],
)
def test_who_is_looked_at(ollama, variable, configured, another_is_named, is_open, found):
    environ = {"OLLAMA_HOST": variable} if variable else {}
    config = of(configured) if configured else None
    told = servers(ollama, config, environ, is_another_named=another_is_named, listens=lambda address: is_open)
    assert [each.url for each in told] == found


def test_a_server_that_is_named_twice_has_what_the_configuration_wants_of_it():
    (server,) = servers("localhost", of("127.0.0.1:11434"), {}, is_another_named=False)
    assert (server.origin.kind, [each.model for each in server.models]) == ("--ollama", ["llama3.2"])


def test_where_an_address_comes_from():
    default, variable, configured = (
        servers(None, config, environ, is_another_named=False, listens=lambda address: False)[0].origin
        for config, environ in ((None, {}), (None, {"OLLAMA_HOST": "0.0.0.0"}), (of("gpu:11434"), {}))
    )
    assert (default.kind, default.written) == ("default", "")
    assert (variable.kind, variable.written) == ("OLLAMA_HOST", "0.0.0.0")
    assert configured.kind == "configuration"
    assert configured.where.startswith("gw.yaml:")


@pytest.mark.parametrize(
    ("named", "url"),
    [
        ("localhost", "http://localhost:3000"),
        ("localhost/v1", "http://localhost:3000"),
        ("http://gw", "http://gw:80"),
        ("https://gw/v1/chat/completions", "https://gw:443"),
        ("gw:4000/ollama/v1/", "http://gw:4000/ollama"),
        ("[::1]:3000", "http://[::1]:3000"),
    ],
)
def test_a_gateway_as_people_name_it(named, url):
    target = gateway(named, None)
    assert target is not None
    assert (target.address.url.rstrip("/"), target.is_named) == (url, True)


def test_a_gateway_of_the_configuration_is_looked_at_when_it_runs():
    config = configuration("gw.yaml", TWO_PORTS, {})
    assert gateway(None, config, lambda address: False) is None
    target = gateway(None, config, lambda address: address.port == 3001)
    assert target is not None
    assert (target.address.url, target.is_named) == ("http://127.0.0.1:3001", False)
    assert target.source.startswith("gw.yaml:5")


@pytest.mark.parametrize(
    ("answer", "is_found"),
    [
        (reply(200, '{"object":"list","data":[]}', "application/json"), True),
        (reply(404, "route not found", "text/plain"), True),
        (reply(200, "<html>", "text/html"), False),
    ],
)
def test_the_guides_gateway_is_looked_at_when_it_is_one(answer, is_found, monkeypatch):
    with scripted(answer) as there:
        monkeypatch.setattr("agwctl.cli.guide.PORT", there.port)
        target = gateway(None, None)
    assert (target is not None) is is_found
    assert gateway(None, None, lambda address: False) is None


def test_listening():
    with scripted(reply(200)) as server:
        assert listens(Address("http", "127.0.0.1", server.port))
    with refusing_port() as port:
        assert not listens(Address("http", "127.0.0.1", port))
