"""What --deep asks, of whom, and what it measures; against stand-ins whose pace is known."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from agwctl.doctor.facts.configuration import Call, Configuration
from agwctl.doctor.facts.deep import DIRECTLY, THROUGH
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Asked
from agwctl.doctor.facts.gateway import Gateway
from agwctl.doctor.probes.deep import Target, read, target
from agwctl.models.configured import Configured, Use
from agwctl.ollama.address import parse, to_dial
from agwctl.ollama.replies import Details, Running
from agwctl.testing import ollama
from tests.doctor.healthy import LLAMA, SHOWN, answer, server

HERE = "http://127.0.0.1:11434"
SMALL = replace(LLAMA, name="qwen3:0.6b", size=500)
EMBEDDER = replace(LLAMA, name="nomic-embed-text:latest", size=1, capabilities=("embedding",))
CLOUD = replace(LLAMA, name="gpt-oss:120b-cloud", size=2, remote_host="https://ollama.com")
OLD = replace(EMBEDDER, capabilities=())
IMPORTED = replace(LLAMA, name="all-minilm:latest", size=3, details=Details("bert"), capabilities=("completion",))


def gateway(*ids: str, status: int = 200, **more: Any) -> Gateway:
    listing = json.dumps({"object": "list", "data": [{"id": id} for id in ids]})
    there = Gateway(to_dial(parse("http://127.0.0.1:4000")), "--gateway", True, models=answer(status, listing))
    return replace(there, **more)


def configured(model: str | None, name: str, *uses: Use) -> Configured:
    return Configured(parse(HERE), model, name, "gw.yaml:7:18", True, frozenset(uses))


def call(model: str, path: str = "/v1/chat/completions", port: int = 4000) -> Call:
    return Call(port, path, model, "localhost:11434", path, "gw.yaml:5:5")


CONFIGURATION = Configuration(
    "gw.yaml",
    models=(
        configured("nomic-embed-text", "embed", Use.EMBEDDINGS),
        configured("llama3.2", "fast", Use.CHAT),
        configured(None, "*"),
    ),
    calls=(call("llama3.2", port=9), call("embed"), call("fast", "/a/v1/chat/completions"), call("of-the-client")),
)
BACKEND = Configuration("gw.yaml", models=(configured("llama3.2", "ollama"),), calls=(call("llama3.2"),))
ANY = Configuration(
    "gw.yaml", models=(configured(None, "*"),), calls=(call("of-the-client", "/x/v1/chat/completions"),)
)


@pytest.mark.parametrize(
    ("tags", "there", "configuration", "asked", "expected"),
    [
        ((LLAMA, CLOUD, EMBEDDER, SMALL), None, None, "", Target(HERE, "qwen3:0.6b", 500)),
        ((OLD, IMPORTED, LLAMA), None, None, "", Target(HERE, "llama3.2:latest", LLAMA.size)),
        ((SMALL, LLAMA), None, CONFIGURATION, "", Target(HERE, "llama3.2:latest", LLAMA.size)),
        ((SMALL, LLAMA), None, CONFIGURATION, "qwen3:0.6b", Target(HERE, "qwen3:0.6b", 500)),
        ((SMALL, LLAMA), gateway("fast"), CONFIGURATION, "",
         Target(HERE, "llama3.2:latest", LLAMA.size, "http://127.0.0.1:4000/a", "fast")),
        ((LLAMA,), gateway("ollama"), BACKEND, "",
         Target(HERE, "llama3.2:latest", LLAMA.size, "http://127.0.0.1:4000", "llama3.2")),
        ((LLAMA,), gateway(), ANY, "",
         Target(HERE, "llama3.2:latest", LLAMA.size, "http://127.0.0.1:4000/x", "llama3.2:latest")),
        ((LLAMA,), gateway("x", "llama3.2"), None, "",
         Target(HERE, "llama3.2:latest", LLAMA.size, "http://127.0.0.1:4000", "llama3.2")),
        ((), gateway("m", "n"), None, "", Target("", "", 0, "http://127.0.0.1:4000", "m")),
        ((EMBEDDER,), None, None, "", Target(HERE, "nomic-embed-text:latest", 1, embeds=True)),
        ((LLAMA,), gateway(models=Unread("no")), None, "", Target(HERE, "llama3.2:latest", LLAMA.size)),
    ],
)  # fmt: skip
def test_whom_it_asks(tags, there, configuration, asked, expected):
    assert target([server(tags=tags)], there, configuration, Asked(asked or None)) == expected


@pytest.mark.parametrize(
    ("tags", "shown", "embeds"),
    [
        (EMBEDDER, SHOWN, False),
        (EMBEDDER, replace(SHOWN, capabilities=("embedding",)), True),
        (IMPORTED, replace(SHOWN, capabilities=("embedding",)), True),
        (EMBEDDER, None, True),
        (LLAMA, None, False),
    ],
)
def test_a_model_that_makes_vectors_is_asked_for_one(tags, shown, embeds):
    seen = server(tags=(tags,), shown={} if shown is None else {tags.name: shown})
    found = target([seen], None, None, Asked(tags.name))
    assert isinstance(found, Target)
    assert found.embeds is embeds
    assert ("the vector of" in found.cost) is embeds


def test_vectors_both_ways():
    with ollama(models=["nomic-embed-text"]) as llm:
        found = read(Target(llm.url, "nomic-embed-text:latest", 1, llm.url, "nomic-embed-text", True), 10)
        paths = [each.path for each in llm.requests if each.method == "POST"]
    assert [(each.through, each.vector) for each in found.answers] == [(DIRECTLY, 768), (THROUGH, 768)]
    assert paths == ["/v1/embeddings"] * 2
    assert found.loaded is not None


@pytest.mark.parametrize(
    ("tags", "model", "said"),
    [
        ((CLOUD,), None, "no server has a model to ask"),
        (Unread("refused"), None, "no server has a model to ask"),
        ((LLAMA,), "phi3", "no server has a model to ask of the name phi3"),
    ],
)
def test_nobody_to_ask(tags, model, said):
    assert target([server(tags=tags)], None, None, Asked(model)) == Unread(said)


def test_what_it_costs_is_said_before():
    both = Target(HERE, "llama3.2:latest", 2_019_393_189, "http://127.0.0.1:4000", "fast")
    assert both.cost == (
        "--deep asks llama3.2:latest for a few words, directly at http://127.0.0.1:11434 (which loads 2.0 GB)"
        " and through http://127.0.0.1:4000"
    )
    assert Target("", "", 0, "http://127.0.0.1:4000", "m").cost == (
        "--deep asks m for a few words, through http://127.0.0.1:4000"
    )


def test_what_is_loaded_costs_no_loading():
    running = Running(LLAMA.name, LLAMA.digest, 3, 0, 2**62, "", 4096, Details())
    found = target([server(tags=(LLAMA,), ps=(running,))], None, None, Asked())
    assert isinstance(found, Target) and "which loads" not in found.cost


def test_both_ways_both_kinds():
    with ollama(models=["llama3.2"], tokens_per_second=100, load_time="200ms") as llm:
        found = read(Target(llm.url, "llama3.2:latest", 1, llm.url, "llama3.2"), 10)
        paths = [each.path for each in llm.requests if each.method == "POST"]
    ways = [(each.through, each.is_stream) for each in found.answers]
    assert ways == [(DIRECTLY, True), (THROUGH, True), (DIRECTLY, False), (THROUGH, False)]
    assert all(each.is_good for each in found.answers)
    assert paths == ["/api/generate", *["/v1/chat/completions"] * 4]
    assert (found.was_loaded, found.load_error) == (False, "")
    assert 0.2 <= (found.load_seconds or 0) < 1.5
    assert 40 < (found.tokens_per_second or 0) < 120
    assert found.loaded is not None
    assert found.loaded.context_length == 4096
    assert found.answer(THROUGH, False) is found.answers[3]


def test_what_is_loaded_is_not_loaded_again():
    with ollama(models=["llama3.2"]) as llm:
        read(Target(llm.url, "llama3.2:latest"), 10)
        llm.clear()
        found = read(Target(llm.url, "llama3.2:latest"), 10)
        assert "/api/generate" not in [each.path for each in llm.requests]
    assert (found.was_loaded, found.load_seconds) == (True, None)


def test_a_model_that_does_not_load_is_not_asked():
    with ollama(models=["llama3.2"]) as llm:
        llm.fault("oom")
        found = read(Target(llm.url, "llama3.2:latest"), 10)
    assert found.answers == ()
    assert "memory" in found.load_error


def test_a_refusal_without_a_word_is_no_load():
    with ollama(models=["llama3.2"]) as llm:
        llm.fault(path="/api/generate", status=403, body="")
        found = read(Target(llm.url, "llama3.2:latest"), 10)
    assert (found.answers, found.load_error) == ((), "status 403 and no word")


@pytest.mark.parametrize(
    ("ids", "asked"),
    [
        (("all-minilm:latest", "nomic-embed-text", "BAAI/bge-m3", "llama3.2"), "llama3.2"),
        (("all-minilm:latest",), "all-minilm:latest"),
        (("big-bird",), "big-bird"),
    ],
)
def test_of_names_alone_one_that_talks_is_taken(ids, asked):
    found = target((), gateway(*ids), None, Asked())
    assert isinstance(found, Target)
    assert found.gateway_model == asked


def test_only_a_gateway():
    with ollama(models=["llama3.2"]) as llm:
        found = read(Target("", "", 0, llm.url, "llama3.2"), 10)
    assert [each.through for each in found.answers] == [THROUGH, THROUGH]
    assert (found.model, found.server, found.running) == ("llama3.2", "", None)


def test_all_of_it_has_one_limit_and_nobody_who_hangs_is_asked_again():
    with ollama(models=["llama3.2"]) as llm:
        read(Target(llm.url, "llama3.2:latest"), 10)
        llm.fault("hang")
        found = read(Target(llm.url, "llama3.2:latest", 1, llm.url, "llama3.2"), 0.6)
    assert [(each.through, each.error) for each in found.answers] == [
        (DIRECTLY, "not done after 0 s"),
        (THROUGH, "not done after 0 s"),
    ]
    assert sum(each.total for each in found.answers) < 1.5


def test_a_program_for_people_is_asked_for_no_chat():
    express = replace(gateway("gemma4"), models=answer(200, '{"data": [{"id": "gemma4"}]}', x_powered_by="Express"))
    assert isinstance(target((), express, None, Asked()), Unread)
