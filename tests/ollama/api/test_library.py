from __future__ import annotations

from typing import Any

import pytest

from tests.ollama.played import NOON, FakeTime, ask, simulator


def names(play: Any) -> list[str]:
    return [model["name"] for model in ask(play, "GET", "/api/tags").json["models"]]


def test_copy_and_delete() -> None:
    time = FakeTime()
    play = simulator(time)
    copied = ask(play, "POST", "/api/copy", {"source": "LLAMA3.2", "destination": "gpt-3.5-turbo"})
    assert (copied.status, copied.text, copied.headers["content-length"]) == (200, "", "0")
    assert "content-type" not in copied.headers
    assert names(play)[0] == "gpt-3.5-turbo:latest"  # the newest
    models = {model["name"]: model for model in ask(play, "GET", "/api/tags").json["models"]}
    assert models["gpt-3.5-turbo:latest"]["digest"] == models["llama3.2:latest"]["digest"]
    gone = ask(play, "DELETE", "/api/delete", {"model": "gpt-3.5-turbo"})
    assert (gone.status, gone.text) == (200, "")
    again = ask(play, "DELETE", "/api/delete", {"name": "gpt-3.5-turbo"})
    assert (again.status, again.json) == (404, {"error": "model 'gpt-3.5-turbo' not found"})
    assert time.now == NOON


def test_a_copy_onto_itself_changes_nothing() -> None:
    play = simulator()
    before = names(play)
    assert ask(play, "POST", "/api/copy", {"source": "llama3.2", "destination": "llama3.2:latest"}).status == 200
    assert names(play) == before


def test_the_stored_spelling_stays() -> None:
    play = simulator()
    ask(play, "POST", "/api/copy", {"source": "mistral", "destination": "Bob/Mine"})
    ask(play, "POST", "/api/copy", {"source": "mistral", "destination": "bob/mine:2"})
    assert {"Bob/Mine:latest", "Bob/Mine:2"} <= set(names(play))


@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        ({"source": "nope", "destination": "a"}, 404, 'model "nope" not found'),
        ({}, 400, 'source "" is invalid'),
        ({"source": "llama3.2", "destination": "bad name"}, 400, 'destination "bad name" is invalid'),
    ],
)
def test_what_cannot_be_copied(body: dict[str, Any], status: int, text: str) -> None:
    answer = ask(simulator(), "POST", "/api/copy", body)
    assert (answer.status, answer.json) == (status, {"error": text})


@pytest.mark.parametrize(
    ("version", "body", "status", "text"),
    [
        ("0.33.0", {}, 400, "model is required"),
        ("0.13.5", {}, 400, 'name "" is invalid'),
        ("0.33.0", {"model": "bad name"}, 400, 'name "bad name" is invalid'),
        ("0.33.0", {"model": "nope"}, 404, "model 'nope' not found"),
    ],
)
def test_what_cannot_be_deleted(version: str, body: dict[str, Any], status: int, text: str) -> None:
    answer = ask(simulator(version=version), "DELETE", "/api/delete", body)
    assert (answer.status, answer.json) == (status, {"error": text})
