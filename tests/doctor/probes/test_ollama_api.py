"""Replies of Ollama's API, and what else comes in their place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.network import Answer, Trouble
from agwctl.doctor.probes import ollama_api
from agwctl.ollama.replies import Shown


def reply(value: Any, status: int = 200, kind: str = "application/json; charset=utf-8", **how) -> Answer:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return Answer(status, {"content-type": kind}, body, **how)


MODEL = {"name": "a:latest", "digest": "d", "size": 5, "modified_at": "2026-11-01T00:00:00Z", "details": {}}


def test_the_version():
    assert ollama_api.version(reply({"version": "0.33.0"})) == "0.33.0"


def test_models_that_are_there_and_loaded():
    listed, loaded = ollama_api.tags(reply({"models": [MODEL]})), ollama_api.ps(reply({"models": [MODEL]}))
    assert not isinstance(listed, Unread) and listed[0].size == 5
    assert not isinstance(loaded, Unread) and loaded[0].name == "a:latest"


@pytest.mark.parametrize("models", [[], None])
def test_none_is_a_number_of_models_too(models):
    assert ollama_api.tags(reply({"models": models})) == ollama_api.ps(reply({"models": models})) == ()


def test_a_model_that_is_shown():
    shown = ollama_api.shown(reply({"details": {"family": "llama"}, "capabilities": ["tools"]}), "a")
    assert isinstance(shown, Shown) and (shown.details.family, shown.capabilities) == ("llama", ("tools",))


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (reply({"error": "model 'a' not found"}, 404), "/api/tags: 404 model 'a' not found"),
        (reply(b"404 page not found", 404, "text/plain"), "/api/tags: 404"),
        (reply({"error": {"message": "x"}}, 500), "/api/tags: 500"),
        (reply({"error": "x" * 5000}, 500), f"/api/tags: 500 {'x' * 100}"),
        (reply([1], 500), "/api/tags: 500"),
        (reply(b"[" * 60_000, 500), "/api/tags: 500"),
        (reply(b"<html>", kind="text/html"), "/api/tags is not answered with JSON but with text/html"),
        (reply(b"\xff\xfe", kind=""), "/api/tags is not answered with JSON but with bytes"),
        (reply(b"[" * 60_000), "/api/tags is not answered with JSON but with application/json"),
        (reply([]), "/api/tags is answered with JSON that is no object"),
        (reply({}), "/api/tags is answered with JSON of another shape: 'models'"),
        (reply({"models": {}}), "/api/tags is answered with JSON of another shape: models is no list of objects"),
        (reply({"models": ["a"]}), "/api/tags is answered with JSON of another shape: models is no list of objects"),
        (reply({"models": [{"name": 1}]}), "/api/tags is answered with JSON of another shape: name is a int"),
        (
            reply({"models": [{"modified_at": "yesterday"}]}),
            "/api/tags is answered with JSON of another shape: not a timestamp: 'yesterday'",
        ),
        (
            reply(b"{", is_whole=False, problem="no answer within 4 s", trouble=Trouble.TIMEOUT),
            "/api/tags: no answer within 4 s",
        ),
        (Answer(0, problem="what came is not HTTP", is_whole=False), "/api/tags: what came is not HTTP"),
    ],
)
def test_what_is_no_list_says_why(answer, reason):
    assert ollama_api.tags(answer) == Unread(reason)


@pytest.mark.parametrize("version", [None, "", 5, {}])
def test_a_version_is_a_text(version):
    found = ollama_api.version(reply({"version": version}))
    assert isinstance(found, Unread) and found.reason.endswith("version is no text")


@pytest.mark.parametrize(
    ("key", "sent"),
    [
        ("k", {"Authorization": "Bearer k"}),
        (" k\n", {"Authorization": "Bearer k"}),
        ("", {}),
        ("a\r\nX: y", {}),
        ("ä", {}),
    ],
)
def test_the_key(key, sent):
    assert ollama_api.credentials({"OLLAMA_API_KEY": key}) == sent
    assert ollama_api.credentials({}) == {}
