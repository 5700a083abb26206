"""Which models are wanted of which server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.evidence.wanted import is_another_program, model_in, wanted
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Asked, Facts, Server
from agwctl.models.configured import Configured
from agwctl.models.memory import GIB
from tests.doctor.asking import HERE, asked, configured, loaded
from tests.doctor.healthy import LLAMA, SHOWN, healthy, server

FAR = "http://10.0.0.9:11434"
STUB = replace(LLAMA, name="big:latest", digest="f00d", remote_model="gpt-oss:120b")


def names(facts: Facts) -> list[tuple[str, str]]:
    return [(one.name, one.where) for one in wanted(facts)]


def test_what_is_known_of_one():
    (one,) = wanted(asked("llama3.2", one=server(ps=(loaded(GIB),))))
    assert (one.entry, one.shown, one.running) == (LLAMA, SHOWN, loaded(GIB))
    (one,) = wanted(asked("llama3.2", one=server(shown={LLAMA.name: Unread("no")}, ps=Unread("no"))))
    assert (one.entry, one.shown, one.running) == (LLAMA, None, None)
    (one,) = wanted(asked("qwen3", one=server(tags=Unread("no"))))
    assert one.entry is None


def test_a_name_counts_once():
    facts = asked("llama3.2", "model 'llama3.2' not found", configured("llama3.2"))
    assert names(facts) == [("llama3.2", HERE)]


def test_who_asks():
    assert names(asked("a", "model 'b' not found", configured("c"))) == [
        ("c", HERE),
        ("a", "--model"),
        ("b", "--error"),
    ]
    assert names(healthy()) == []


@pytest.mark.parametrize(
    ("model", "of_the_first", "of_the_second"),
    [
        pytest.param("llama3.2", 0, 1, id="the second has it"),
        pytest.param("qwen3", 1, 0, id="nobody has it: the first"),
        pytest.param("named", 0, 1, id="the file wants it of the second"),
        pytest.param("clients-name", 0, 0, id="a client's word: what it stands for is looked at"),
    ],
)
def test_for_which_server_a_name_is_meant(model: str, of_the_first: int, of_the_second: int):
    first, second = server(tags=()), configured("named", url=FAR)
    facts = healthy(first, servers=(first, second), asked=Asked(model=model))
    meant = [[one for one in wanted(replace(facts, server=each)) if one.where == "--model"] for each in (first, second)]
    if model == "named":  # it is asked for there already
        meant[1] = [one for one in wanted(replace(facts, server=second)) if one.name == "named"]
    assert [len(each) for each in meant] == [of_the_first, of_the_second]


def test_upstreams_that_need_not_be_ollama_are_not_asked():
    one = server()
    entry = Configured(one.server.address, "gpt-4o", "gpt", HERE, is_ollama=False)
    assert wanted(healthy(replace(one, server=replace(one.server, models=(entry,))))) == ()


@pytest.mark.parametrize(
    ("name", "is_cloud"),
    [("gpt-oss:120b-cloud", True), ("gpt-oss:20b:cloud", True), ("big", True), ("my-cloud", False)],
)
def test_what_runs_elsewhere(name: str, is_cloud: bool):
    (one,) = wanted(asked(name, one=server(tags=(LLAMA, STUB))))
    assert one.is_cloud is is_cloud


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("""model 'llama3.2' not found""", "llama3.2"),
        ('404 {"error":"model \\"qwen3:8b\\" not found, try pulling it first"}'.replace("\\", ""), "qwen3:8b"),
        ('"nomic-embed-text" does not support chat', "nomic-embed-text"),
        ("registry.ollama.ai/library/deepseek-r1:14b does not support tools", "deepseek-r1:14b"),
        ("registry.ollama.ai/bob/foo:1b does not support insert", "bob/foo:1b"),
        ("try updating it by running `ollama pull mistral:7b`", "mistral:7b"),
        ("connection refused", None),
        ("model '' not found", None),
    ],
)
def test_the_model_of_an_error(text: str, name: str | None):
    assert model_in(text) == name


def test_another_program():
    one = server(version=Unread("no"), root=Unread("no"))
    other = replace(one, server=Server(one.server.address, one.server.origin, is_ollama=False))
    assert is_another_program(other)
    assert not is_another_program(one)
    assert not is_another_program(replace(other, version="0.33.0"))
