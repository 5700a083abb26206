"""Requests for the cloud's models, before any API looks at them."""

from __future__ import annotations

from typing import Any

import pytest

from agwctl.ollama.catalogue import default_models
from agwctl.ollama.cloud import CloudSettings
from agwctl.ollama.settings import Settings
from agwctl.ollama.simulator import Simulator
from tests.ollama.played import NOON, ask, model, simulator

OFF = {"error": "ollama cloud is disabled: remote model is unavailable"}
MESSAGES = [{"role": "user", "content": "hi"}]
PATHS = ["/api/chat", "/api/generate", "/api/embed", "/v1/chat/completions", "/v1/completions", "/v1/embeddings"]
PATHS += ["/v1/responses", "/v1/messages"]


def with_cloud(**fields: Any) -> Simulator:
    stub = model("far:cloud", remote_model="far", remote_host="https://ollama.com:443", capabilities=("completion",))
    return simulator(models=[*default_models(NOON), stub], settings=Settings(cloud=CloudSettings(**fields)))


@pytest.mark.parametrize("path", PATHS)
def test_switched_off_it_is_told_alike_by_all_apis(path: str) -> None:
    answer = ask(with_cloud(disabled="env"), "POST", path, {"model": "gpt-oss:20b-cloud", "messages": MESSAGES})
    assert (answer.status, answer.json) == (403, OFF)
    assert answer.headers["content-type"] == "application/json; charset=utf-8"


def test_details_have_words_of_their_own() -> None:
    play = with_cloud(disabled="env")
    told = {"error": "ollama cloud is disabled: remote model details are unavailable"}
    assert ask(play, "POST", "/api/show", {"model": "x:cloud"}).json == told
    assert ask(play, "GET", "/v1/models/x:cloud").json == told


def test_a_stored_stub_is_asked_for_by_its_name() -> None:
    assert ask(with_cloud(), "POST", "/api/chat", {"model": "far:cloud", "messages": MESSAGES}).status == 401
    play = with_cloud(user="kim")
    answer = ask(play, "POST", "/api/chat", {"model": "far:cloud", "messages": MESSAGES, "stream": False})
    assert answer.status == 200
    assert answer.json["remote_model"] == "far"
    assert answer.json["remote_host"] == "https://ollama.com:443"
    assert ask(play, "GET", "/api/ps").json == {"models": []}  # it runs elsewhere


def test_models_of_this_machine_pass() -> None:
    play = with_cloud(disabled="env")
    assert ask(play, "POST", "/api/chat", {"model": "llama3.2", "messages": MESSAGES, "stream": False}).status == 200
    assert ask(play, "POST", "/api/chat", b"{bad").status == 400
    assert ask(play, "POST", "/api/chat", {"model": "bad name:cloud"}).status == 400
