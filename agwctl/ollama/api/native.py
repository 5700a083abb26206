"""Ollama's own inference API under /api: chat, generate and embeddings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agwctl.http.message import Request, Response
from agwctl.ollama.answer import Conversation, gather
from agwctl.ollama.clock import utc_time
from agwctl.ollama.duration import keep_alive
from agwctl.ollama.engine import Engine, Prompt
from agwctl.ollama.generation import Account, Generation
from agwctl.ollama.gojson import Struct, decode, encode, float32_text
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.wire import JSON, JSON_UTF8, NDJSON, reply, streamed

__all__ = ["chat", "embed", "embeddings", "generate"]

_SHARED: dict[str, str | Struct] = {
    "model": "string",
    "stream": "bool",
    "format": "any",
    "keep_alive": "any",
    "options": "map[string]interface {}",
    "think": "any",
    "top_logprobs": "int",
}
_MESSAGE = Struct("api.Message", {"role": "string", "content": "string"}, many=True)
_CHAT = Struct("api.ChatRequest", _SHARED | {"messages": _MESSAGE, "tools": "any"})
_GENERATE = Struct(
    "api.GenerateRequest",
    _SHARED | dict.fromkeys(("prompt", "suffix", "system", "template"), "string") | {"raw": "bool", "context": "[]int"},
)
_EMBED = Struct(
    "api.EmbedRequest",
    {"model": "string", "input": "any", "truncate": "bool", "dimensions": "int", "keep_alive": "any"},
)
_EMBEDDINGS = Struct("api.EmbeddingRequest", {"model": "string", "prompt": "string", "keep_alive": "any"})

_NO_BODY = "missing request body"


def chat(engine: Engine, request: Request) -> Response:
    asked = _read(request, _CHAT)
    texts = tuple(message.get("content") or "" for message in asked.get("messages") or ())
    needs = ("tools",) if asked.get("tools") else ()
    return _infer(engine, request, asked, _prompt(asked, "chat", texts, needs))


def generate(engine: Engine, request: Request) -> Response:
    asked = _read(request, _GENERATE)
    if asked.get("raw") and any(asked.get(name) for name in ("template", "system", "context")):
        raise Refusal(400, "raw mode does not support template, system, or context")
    texts = tuple(text for text in (asked.get("system"), asked.get("prompt")) if text) if asked.get("prompt") else ()
    needs = ("insert",) if asked.get("suffix") else ()
    return _infer(engine, request, asked, _prompt(asked, "generate", texts, needs))


def embed(engine: Engine, request: Request) -> Response:
    asked = _read(request, _EMBED)
    texts = _texts(asked.get("input"))
    if not asked.get("model"):
        raise Refusal(404, "model '' not found")
    started = engine.clock.now()
    vectors, count = engine.embed(
        asked["model"], texts, dimensions=asked.get("dimensions", 0), truncate=asked.get("truncate", True)
    )
    head = encode({"model": asked["model"]})[:-1]
    rows = ",".join(float32_text(vector) for vector in vectors)
    if not texts:
        return reply(200, JSON_UTF8, f'{head},"embeddings":[]}}')
    total = max(1, engine.clock.now() - started)
    account = f'"total_duration":{total},"load_duration":{max(1, total // 10)},"prompt_eval_count":{count}'
    return reply(200, JSON_UTF8, f'{head},"embeddings":[{rows}],{account}}}')


def embeddings(engine: Engine, request: Request) -> Response:
    asked = _read(request, _EMBEDDINGS)
    if not asked.get("model"):
        raise Refusal(400, "model is required")
    text = asked.get("prompt") or ""
    try:
        vectors, _ = engine.embed(asked["model"], [text] if text else [])
    except Refusal as refusal:
        raise Refusal(min(refusal.status, 500), refusal.text) from None
    # This endpoint prints 32-bit numbers widened to 64 bits.
    return reply(200, JSON_UTF8, encode({"embedding": vectors[0] if vectors else []}))


def _read(request: Request, shape: Struct) -> dict[str, Any]:
    asked = decode(b"".join(request.body), shape, empty=_NO_BODY)
    if asked.get("keep_alive") is not None:
        keep_alive(asked["keep_alive"])
    return asked


def _prompt(asked: dict[str, Any], verb: str, texts: tuple[str, ...], needs: tuple[str, ...]) -> Prompt:
    return Prompt(
        asked.get("model", ""),
        Conversation.of(*texts),
        verb,
        options=asked.get("options") or {},
        keep_alive=asked.get("keep_alive"),
        needs=needs + (("thinking",) if _thinks(asked.get("think")) else ()),
        top_logprobs=asked.get("top_logprobs", 0),
    )


_LEVELS = '"high", "medium", "low", "max", true, or false'


def _thinks(value: object) -> bool:
    if isinstance(value, str):
        if value not in ("high", "medium", "low", "max"):
            raise Refusal(400, f'invalid think value: "{value}" (must be {_LEVELS})')
        return True
    if value is not None and not isinstance(value, bool):
        raise Refusal(400, f"think must be a boolean or string ({_LEVELS})")
    return bool(value)


def _infer(engine: Engine, request: Request, asked: dict[str, Any], prompt: Prompt) -> Response:
    if not prompt.conversation.texts:
        reason = engine.load(prompt)
        fields = _piece(prompt, "") | {"done": True, "done_reason": reason}
        return reply(200, JSON_UTF8, encode(_head(engine, prompt) | fields))
    generation = engine.generation(prompt, request)
    streaming = asked.get("stream", True)
    if refused := _bad_format(asked.get("format")):
        # Found out by the runner, when the stream's head is as good as sent.
        return reply(500, JSON, refused) if not streaming else _late_error(refused)
    generation.begin()
    if streaming:
        return streamed(NDJSON, generation, _stream(engine, prompt, generation, asked))
    text = gather(generation).text
    last = _head(engine, prompt) | _piece(prompt, text) | _done(generation.account, prompt, asked, text)
    return reply(200, JSON_UTF8, encode(last))


def _stream(engine: Engine, prompt: Prompt, generation: Generation, asked: dict[str, Any]) -> Iterator[str]:
    text = ""
    for piece in generation:
        text += piece.text
        yield encode(_head(engine, prompt) | _piece(prompt, piece.text) | {"done": False}) + "\n"
    last = _head(engine, prompt) | _piece(prompt, "") | _done(generation.account, prompt, asked, text)
    yield encode(last) + "\n"


def _head(engine: Engine, prompt: Prompt) -> dict[str, Any]:
    return {"model": prompt.model, "created_at": utc_time(engine.clock.now())}


def _piece(prompt: Prompt, text: str) -> dict[str, Any]:
    if prompt.verb == "chat":
        return {"message": {"role": "assistant", "content": text}}
    return {"response": text}


def _done(account: Account, prompt: Prompt, asked: dict[str, Any], text: str) -> dict[str, Any]:
    done: dict[str, Any] = {"done": True, "done_reason": account.reason}
    if prompt.verb == "generate" and not asked.get("raw"):
        done["context"] = [*asked.get("context", ()), *(sum(word.encode()) for word in text.split())]
    metrics = {
        "total_duration": account.total_duration,
        "load_duration": account.load_duration,
        "prompt_eval_count": account.prompt_tokens,
        "prompt_eval_duration": account.prompt_duration,
        "eval_count": account.tokens,
        "eval_duration": account.eval_duration,
    }
    return done | {name: value for name, value in metrics.items() if value}


def _bad_format(value: object) -> str:
    if value in (None, "", "json") or isinstance(value, dict):
        return ""
    return encode({"error": f'invalid format: {encode(encode(value))}; expected "json" or a valid JSON Schema object'})


def _late_error(body: str) -> Response:
    response = reply(500, JSON, b"")
    response.headers.remove(b"content-length")
    response.body = iter((body.encode(),))
    return response


def _texts(value: object) -> list[str]:
    if value is None or value == "":
        return []
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise Refusal(400, "invalid input type")
    return texts
