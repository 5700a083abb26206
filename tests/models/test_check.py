"""`check` on several servers at once: each model is told, whatever becomes of the others."""

from __future__ import annotations

import json

import pytest

from agwctl.models.check import ADDRESS_IN_FILE, check, only_named, wanted_of
from agwctl.models.configured import Configured, Use
from agwctl.models.verdict import State, Wanted
from agwctl.ollama.address import Address
from agwctl.ollama.client import Client
from agwctl.ollama.failures import CHECK_ADDRESS
from bench.ports import refusing_port
from tests.models.servers import here, ollama
from tests.ollama.scripted import reply, scripted


def connect(address: Address) -> Client:
    return Client(address, timeout=2)


def test_three_servers_of_one_configuration():
    """A model is missing on one, has another digest there, and one server is dead: the others are still told."""
    with ollama() as first, ollama("mistral", mistral="b" * 64) as second, refusing_port() as port:
        wanted = [
            Wanted(first, "llama3.2"),
            Wanted(second, "llama3.2"),
            Wanted(first, "mistral"),
            Wanted(second, "mistral"),
            Wanted(here(port), "mistral"),
            Wanted(first, "nomic-embed-text", uses=frozenset({Use.CHAT})),
            Wanted(second, None),
        ]
        told = check(wanted, connect, timeout=2)
    assert [each.wanted for each in told] == wanted
    assert [each.state for each in told] == [
        State.OK,
        State.MISSING,
        State.OK,
        State.OK,
        State.UNKNOWN,
        State.UNABLE,
        State.OK,
    ]
    assert told[1].reasons == ("not there (1 model there)", f"{first.authority} has it")
    assert told[2].reasons == (f"not the same as on {second.authority}: f974a74358d6 here, bbbbbbbbbbbb there",)
    assert told[3].reasons == (f"not the same as on {first.authority}: bbbbbbbbbbbb here, f974a74358d6 there",)
    assert told[4].reasons == (f"nothing answers at http://127.0.0.1:{port}: connection refused",)
    assert told[4].present is None
    assert "tools" in told[0].capabilities


def test_another_server_with_openais_api_is_passed_over():
    with scripted(reply(404, "404 page not found", "text/plain")) as server:
        maybe, surely = check(
            [Wanted(server.address, "m", is_ollama=False), Wanted(server.address, "m")], connect, timeout=2
        )
    assert (maybe.state, maybe.reasons) == (State.SKIPPED, (f"{server.address.authority} is not Ollama",))
    assert surely.state is State.UNKNOWN


def test_what_a_configuration_wants():
    entry = Configured(here(1), "m", "big", "gw.yaml:1:2", False, frozenset({Use.CHAT}))
    assert wanted_of([entry], ("tools",)) == [
        Wanted(here(1), "m", "big", "gw.yaml:1:2", frozenset({Use.CHAT}), ("tools",), False)
    ]


def test_those_of_some_names():
    big, any_model = Wanted(here(1), "qwen3:32b", "big"), Wanted(here(2), None, "o")
    assert only_named([big], ["big"]) == only_named([big], ["qwen3:32b"]) == ([big], [])
    assert only_named([big], ["big", "x"]) == ([big], ["x"])
    assert only_named([big, any_model], ["big", "x"]) == ([big, any_model._replace(name="x")], [])
    assert only_named([big, any_model], ["o"]) == ([any_model], [])


def test_what_is_loaded_fits():
    with ollama("mistral") as server, Client(server) as client:
        client.send("POST", "/api/generate", {"model": "mistral"})
        (found,) = check([Wanted(server, "mistral")], connect, 2, lambda *_: ("no", "too large"))
    assert (found.fits, found.reasons) == ("yes", ())


def test_a_server_that_does_not_tell_what_is_loaded():
    with ollama("mistral") as server:

        def forward(request):
            path = request.line.split()[1]
            if path == "/api/ps":
                return reply(403)
            with Client(server) as client:
                value = client.send(request.line.split()[0], path, json.loads(request.body or b"null"))
            return reply(200, json.dumps(value))

        with scripted(forward) as front:
            (found,) = check([Wanted(front.address, "mistral")], connect, 2)
    assert found.state is State.OK


@pytest.mark.parametrize(("where", "fix"), [("", CHECK_ADDRESS), ("gw.yaml:1:1", ADDRESS_IN_FILE)])
@pytest.mark.parametrize("host", ["x..y", "a" * 70, "a b"])
def test_a_name_that_cannot_be_looked_up(host, where, fix):
    (found,) = check([Wanted(Address("http", host, 11434), "m", where=where)], connect, timeout=2)
    assert (found.state, found.fix) == (State.UNKNOWN, fix)


def test_a_key_that_cannot_be_sent():
    def with_key(address: Address) -> Client:
        return Client(address, timeout=2, api_key="a\nb")

    (found,) = check([Wanted(here(1), "m")], with_key, timeout=2)
    assert "the API key cannot be sent" in found.reasons[0]
