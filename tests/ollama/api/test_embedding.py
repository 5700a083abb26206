"""Vectors in all three forms."""

from __future__ import annotations

import base64
import math
import struct
from typing import Any

import pytest

from tests.ollama.played import Answered, ask, simulator


def test_embed() -> None:
    body = {"model": "nomic-embed-text", "input": ["a", "b c"], "dimensions": 8}
    answered = ask(simulator(), "POST", "/api/embed", body)
    assert list(answered.json) == ["model", "embeddings", "total_duration", "load_duration", "prompt_eval_count"]
    for vector in answered.json["embeddings"]:
        assert len(vector) == 8
        assert math.hypot(*vector) == pytest.approx(1, abs=1e-6)


def test_nothing_to_embed() -> None:
    play = simulator()
    for body in ({"model": "nomic-embed-text", "input": ""}, {"model": "nomic-embed-text"}):
        assert ask(play, "POST", "/api/embed", body).json == {"model": "nomic-embed-text", "embeddings": []}
    assert ask(play, "POST", "/api/embeddings", {"model": "nomic-embed-text"}).json == {"embedding": []}


def test_the_older_embeddings_endpoint() -> None:
    answered = ask(simulator(), "POST", "/api/embeddings", {"model": "nomic-embed-text", "prompt": "x"})
    assert list(answered.json) == ["embedding"]
    assert len(answered.json["embedding"]) == 768


@pytest.mark.parametrize(("target", "status"), [("/api/embed", 501), ("/api/embeddings", 500)])
def test_a_chat_model_does_not_embed(target: str, status: int) -> None:
    answered = ask(simulator(), "POST", target, {"model": "llama3.2", "input": "x", "prompt": "x"})
    assert answered.status == status
    assert answered.json["error"].endswith("Start it with `--embeddings`")


def embed(**fields: Any) -> Answered:
    return ask(simulator(), "POST", "/v1/embeddings", {"model": "nomic-embed-text", "input": "x", **fields})


def test_embeddings_as_numbers_and_as_base64() -> None:
    numbers = embed(dimensions=6).json["data"][0]["embedding"]
    packed = embed(dimensions=6, encoding_format="BASE64").json["data"][0]["embedding"]
    assert list(struct.unpack("<6f", base64.b64decode(packed))) == pytest.approx(numbers, abs=1e-7)


def test_several_embeddings_in_order() -> None:
    answered = embed(input=["a", "b", "c"])
    assert [row["index"] for row in answered.json["data"]] == [0, 1, 2]
    assert len(answered.json["data"][0]["embedding"]) == 768
    assert answered.json["usage"] == {"prompt_tokens": 9, "total_tokens": 9}


@pytest.mark.parametrize(
    ("fields", "status", "message"),
    [
        ({"input": []}, 400, "invalid input"),
        ({"input": None}, 400, "invalid input"),
        ({"input": 5}, 400, "invalid input"),
        ({"input": [5]}, 400, "invalid input type"),
        ({"encoding_format": "x"}, 400, "Invalid value for 'encoding_format' = x."),
        ({"model": "nope"}, 404, 'model "nope" not found, try pulling it first'),
        ({"model": ""}, 404, "model '' not found"),
        ({"model": "llama3.2"}, 501, "This server does not support embeddings."),
    ],
)
def test_embedding_errors(fields: dict[str, Any], status: int, message: str) -> None:
    answered = embed(**fields)
    assert answered.status == status
    assert answered.json["error"]["message"].startswith(message)


@pytest.mark.parametrize(("path", "field"), [("/api/embed", "embeddings"), ("/v1/embeddings", "data")])
def test_a_chat_model_embeds_in_an_older_release(path: str, field: str) -> None:
    answered = ask(simulator(version="0.13.5"), "POST", path, {"model": "llama3.2", "input": "x", "dimensions": 4})
    assert answered.status == 200
    assert len(answered.json[field]) == 1


def test_an_empty_text_is_a_text_to_openai() -> None:
    assert len(embed(input="").json["data"]) == 1
