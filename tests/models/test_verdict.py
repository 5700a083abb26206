"""What facts say of a model: each kind of verdict with its words, from made-up servers."""

from __future__ import annotations

from typing import Any

import pytest

from agwctl.models.configured import Use
from agwctl.models.verdict import Checked, Facts, State, Wanted, judge
from agwctl.ollama.address import Address
from agwctl.ollama.client import StatusError
from tests.models.facts import facts, listed, shown

HERE, BOX = Address("http", "127.0.0.1", 11434), Address("http", "box", 8080)
CHAT, EMBEDDINGS = frozenset({Use.CHAT}), frozenset({Use.EMBEDDINGS})
NO_EMBEDDING = "not capable of embedding (it has completion, tools), and its route is for embeddings"
NO_CHAT = "not capable of completion (it has embedding), and its route is for chats"
NO_VISION = "not capable of vision (it has completion, tools)"
NO_NAME = "no name of a model: Ollama takes letters, digits, _ - . and the form [host/][namespace/]model[:tag]"
SERVER = facts(
    {
        "llama3.2:latest": shown("completion", "tools"),
        "nomic-embed-text:latest": shown("embedding"),
        "old:latest": shown(),
        "new:latest": shown("completion", requires="0.34.1"),
        "x:20b-cloud": shown("completion"),
    }
)


def judged(
    name: str | None, server: Facts = SERVER, others: dict[Address, Facts] | None = None, **wanted: Any
) -> Checked:
    return judge(Wanted(wanted.pop("at", HERE), name, **wanted), server, others)


@pytest.mark.parametrize(
    ("name", "wanted", "state", "words"),
    [
        ("llama3.2", {}, State.OK, []),
        ("LLAMA3.2:Latest", {}, State.UNKNOWN, ["does not describe it"]),  # not among the shown names
        ("llama3.2:local", {}, State.UNKNOWN, ["does not describe it"]),
        (None, {}, State.OK, ["whatever clients ask for: 5 models there"]),
        ("llama3.2", {"uses": CHAT}, State.OK, []),
        ("llama3.2", {"uses": CHAT | EMBEDDINGS}, State.OK, []),
        ("llama3.2", {"uses": EMBEDDINGS}, State.UNABLE, [NO_EMBEDDING]),
        ("nomic-embed-text", {"uses": CHAT}, State.UNABLE, [NO_CHAT]),
        ("nomic-embed-text", {"uses": EMBEDDINGS}, State.OK, []),
        ("llama3.2", {"needs": ("tools",)}, State.OK, []),
        ("llama3.2", {"needs": ("tools", "vision")}, State.UNABLE, [NO_VISION]),
        ("old", {"uses": EMBEDDINGS}, State.OK, []),
        ("old", {"needs": ("tools",)}, State.UNKNOWN, ["Ollama 0.33.0 does not tell what it can do"]),
        ("new", {}, State.UNABLE, ["it needs Ollama 0.34.1 or newer, the server is 0.33.0"]),
        ("llama3.2:1b", {}, State.MISSING, ["not there (5 models there)", "nearest: llama3.2:latest (another tag)"]),
        ("mistral", {}, State.MISSING, ["not there (5 models there)"]),
        (":::", {}, State.MISSING, [NO_NAME]),
        ("a b", {}, State.MISSING, [NO_NAME]),
        ("gpt-4o", {}, State.MISSING, ["not there (5 models there)", "a default that clients have built in"]),
        ("deepseek-v3.1:671b-cloud", {}, State.UNKNOWN, ["a model of Ollama's cloud: what it can do is not asked"]),
        ("x:cloud", {}, State.UNKNOWN, ["a model of Ollama's cloud: what it can do is not asked"]),
    ],
)  # fmt: skip
def test_verdict(name, wanted, state, words):
    found = judged(name, **wanted)
    assert found.state == state
    reasons = [reason.partition(": no answer")[0] for reason in found.reasons]
    assert [reason.removeprefix("Ollama ") if "describe" in reason else reason for reason in reasons] == words
    assert found.present == (None if name is None or "cloud" in name else state is not State.MISSING)


@pytest.mark.parametrize(
    ("name", "wanted", "fix"),
    [
        ("mistral", {}, "agwctl models pull mistral"),
        ("mistral; reboot", {}, "correct the name"),
        ("mistral", {"at": BOX}, "agwctl models pull mistral -H http://box:8080"),
        ("openai/llama3.2", {}, "write llama3.2 instead"),
        ("openai/llama3.2", {"where": "gw.yaml:1:1"}, "write llama3.2 in the configuration"),
        ("lama3.2", {}, "write llama3.2:latest instead, or: agwctl models pull lama3.2"),
        ("gpt-4o", {}, "name a model that is there, in the client or in the configuration"),
        ("llama3.2", {"needs": ("embedding",)}, "use a model that can, such as nomic-embed-text:latest"),
        ("llama3.2", {"needs": ("vision",)}, "pull a model that can"),
        ("new", {}, "install a newer Ollama there"),
    ],
)
def test_what_to_do(name, wanted, fix):
    assert judged(name, **wanted).fix == fix


def test_an_embedding_model_is_offered_where_there_is_none():
    server = facts({"llama3.2:latest": shown("completion")})
    assert judged("llama3.2", server, uses=EMBEDDINGS).fix == "agwctl models pull nomic-embed-text"


def test_a_cloud_name_is_stored_with_a_hyphen():
    server = SERVER._replace(shown={"x:20b:cloud": shown("completion")})
    assert judged("x:20b:cloud", server).state is State.OK


@pytest.mark.parametrize(
    ("version", "state"), [("0.34.0", State.UNABLE), ("0.34.1-rc0", State.OK), ("0.0.0", State.OK)]
)
def test_versions_are_compared_by_number(version, state):
    assert judged("new", SERVER._replace(version=version)).state is state


@pytest.mark.parametrize(("status", "state"), [(401, State.UNABLE), (403, State.UNABLE), (500, State.UNKNOWN)])
def test_the_server_does_not_describe_it(status, state):
    error = StatusError("unauthorized", "", "sign in", status=status)
    found = judged("llama3.2", SERVER._replace(shown={"llama3.2": error}))
    assert (found.state, found.fix) == (state, "sign in")
    assert found.reasons == ("Ollama does not describe it: unauthorized",)


def test_another_servers_model_of_the_same_name():
    other = facts({"llama3.2:latest": shown("completion")}, digest="b" * 64)
    here = listed("llama3.2:latest").digest[:12]
    words = (f"not the same as on box:8080: {here} here, bbbbbbbbbbbb there",)
    assert judged("llama3.2", others={BOX: other}).reasons == words
    assert judged("llama3.2", others={BOX: SERVER}).reasons == ()
    assert judged("llama3.2", others={BOX: other._replace(shown={})}).reasons == (), "nobody wants it there"


def test_another_server_knows_what_is_missing_here():
    digest = listed("llama3.2:latest").digest
    found = judged("gemma3", others={BOX: facts({"gemma3:latest": shown("completion")}, digest=digest)})
    assert found.state is State.MISSING
    assert found.nearest[0] == ("llama3.2:latest", "the same model (equal digest)")
    assert found.reasons[-1] == "box:8080 has it"


def test_what_fits_is_asked_of_those_that_are_there():
    asked = []

    def fit_of(server, entry, described):
        asked.append((server, entry.name, described.capabilities))
        return "no", "needs 5 GB of 4"

    found = judge(Wanted(HERE, "llama3.2"), SERVER, None, fit_of)
    assert (found.fits, found.reasons, found.state) == ("no", ("needs 5 GB of 4",), State.OK)
    assert judge(Wanted(HERE, "mistral"), SERVER, None, fit_of).fits == "unknown"
    assert asked == [(HERE, "llama3.2:latest", ("completion", "tools"))]
