"""`check` on several servers at once: each model is told, whatever becomes of the others."""

from __future__ import annotations

from agwctl.models.check import check, wanted_of
from agwctl.models.configured import Configured, Use
from agwctl.models.verdict import State, Wanted
from agwctl.ollama.address import Address
from agwctl.ollama.client import Client
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
