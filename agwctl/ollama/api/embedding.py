"""Vectors in all three forms: /api/embed, the older /api/embeddings, and OpenAI's /v1/embeddings."""

from __future__ import annotations

import base64
import struct
from typing import Any

from agwctl.http.message import Request, Response
from agwctl.ollama.api.native import KEEP_ALIVE, NO_BODY
from agwctl.ollama.api.openai import behind, layer, read
from agwctl.ollama.engine import Engine
from agwctl.ollama.gojson import Struct, decode, encode, float32_text
from agwctl.ollama.prompt import embedding_model
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.release import NAMES_CHECKED
from agwctl.ollama.source import refer
from agwctl.ollama.wire import JSON, JSON_UTF8, reply

__all__ = ["embed", "embeddings", "openai_embeddings"]

_EMBED = Struct(
    "api.EmbedRequest",
    {
        "model": "string",
        "input": "any",
        "keep_alive": KEEP_ALIVE,
        "truncate": "*bool",
        "dimensions": "int",
        "options": "map[string]interface {}",
    },
)
_EMBEDDINGS = Struct(
    "api.EmbeddingRequest",
    {"model": "string", "prompt": "string", "keep_alive": KEEP_ALIVE, "options": "map[string]interface {}"},
)
_OPENAI = Struct(
    "openai.EmbedRequest", {"input": "any", "model": "string", "dimensions": "int", "encoding_format": "string"}
)


def embed(engine: Engine, request: Request) -> Response:
    asked = decode(b"".join(request.body), _EMBED, empty=NO_BODY)
    texts = _texts(engine, asked)
    embedding = engine.embed(
        asked.get("model", ""),
        texts,
        dimensions=asked.get("dimensions", 0),
        truncate=asked.get("truncate", True),
        options=asked.get("options"),
        keep_alive=asked.get("keep_alive"),
        request=request,
    )
    head = encode({"model": asked.get("model", "")})[:-1]
    if not texts:
        return reply(200, JSON_UTF8, f'{head},"embeddings":[]}}')
    account = {
        "total_duration": embedding.total_duration,
        "load_duration": embedding.load_duration,
        "prompt_eval_count": embedding.tokens,
    }
    rows = ",".join(float32_text(vector) for vector in embedding.vectors)
    return reply(200, JSON_UTF8, f'{head},"embeddings":[{rows}],{encode(account)[1:]}')


def embeddings(engine: Engine, request: Request) -> Response:
    asked = decode(b"".join(request.body), _EMBEDDINGS, empty=NO_BODY)
    if not asked.get("model"):
        raise Refusal(400, "model is required")
    text = asked.get("prompt")
    try:
        vectors = engine.embed(
            asked["model"],
            [text] if text else [],
            options=asked.get("options"),
            keep_alive=asked.get("keep_alive"),
            request=request,
        ).vectors
    except Refusal as refusal:
        raise Refusal(min(refusal.status, 500), refusal.text) from None
    # This endpoint prints 32-bit numbers widened to 64 bits.
    return reply(200, JSON_UTF8, encode({"embedding": vectors[0] if vectors else []}))


def openai_embeddings(engine: Engine, request: Request) -> Response:
    try:
        asked = read(request, _OPENAI)
        as_base64 = _wants_base64(asked)
        if asked.get("input") in (None, []):
            raise Refusal(400, "invalid input")
    except Refusal as refusal:
        return layer(refusal)
    try:
        texts = [""] if asked["input"] == "" else _texts(engine, asked)
        embedding = engine.embed(asked.get("model", ""), texts, dimensions=asked.get("dimensions", 0), request=request)
    except Refusal as refusal:
        return behind(engine, refusal)
    written = (_base64(vector) if as_base64 else float32_text(vector) for vector in embedding.vectors)
    rows = ",".join(f'{{"object":"embedding","embedding":{row},"index":{i}}}' for i, row in enumerate(written))
    usage = {"prompt_tokens": embedding.tokens, "total_tokens": embedding.tokens}
    end = encode({"model": asked.get("model", ""), "usage": usage})[1:]
    return reply(200, JSON, f'{{"object":"list","data":[{rows}],{end}\n')


def _texts(engine: Engine, asked: dict[str, Any]) -> list[str]:
    """What is to be embedded. Raises: Refusal 400; a name that is no name is found first."""
    value = asked.get("input")
    if value is None or value == "":
        return []
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        name = asked.get("model", "")
        if not name.strip():
            embedding_model(engine.store, engine.release, name)
        if engine.release.has(NAMES_CHECKED):
            refer(name)
        raise Refusal(400, "invalid input type")
    return texts


def _wants_base64(asked: dict[str, Any]) -> bool:
    form = asked.get("encoding_format") or "float"
    if form.lower() not in ("float", "base64"):
        supported = "Supported values: ['float', 'base64']."
        raise Refusal(400, f"Invalid value for 'encoding_format' = {form}. {supported}")
    return bool(form.lower() == "base64")


def _base64(vector: list[float]) -> str:
    return encode(base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode())
