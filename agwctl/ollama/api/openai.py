"""The OpenAI-shaped API under /v1: a layer over the native one, with errors of its own and errors from behind it."""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterator
from typing import Any

from agwctl.http.message import Request, Response
from agwctl.ollama.answer import Conversation, gather
from agwctl.ollama.api.listing import find_shown
from agwctl.ollama.engine import Engine, Prompt
from agwctl.ollama.generation import Account, Generation
from agwctl.ollama.gojson import Struct, decode, encode, float32_text
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.store import Model
from agwctl.ollama.wire import EVENT_STREAM, JSON, JSON_UTF8, reply, streamed

__all__ = ["chat", "completions", "embeddings", "message_texts", "model", "models", "thinks"]

_SAMPLING: dict[str, str | Struct] = {
    **dict.fromkeys(("temperature", "top_p", "frequency_penalty", "presence_penalty"), "float64"),
    "model": "string",
    "stream": "bool",
    "stream_options": Struct("openai.StreamOptions", {"include_usage": "bool"}),
    "max_tokens": "int",
    "seed": "int",
    "stop": "any",
}
_MESSAGE = Struct("openai.Message", {"role": "string", "content": "any", "tool_calls": "any"}, many=True)
_REASONING = Struct("openai.Reasoning", {"effort": "string"})
_CHAT = Struct(
    "openai.ChatCompletionRequest",
    _SAMPLING
    | {"messages": _MESSAGE, "tools": "any", "reasoning": _REASONING, "reasoning_effort": "string"}
    | {"top_logprobs": "int"},
)
_COMPLETION = Struct("openai.CompletionRequest", _SAMPLING | {"prompt": "string", "suffix": "string"})
_EMBED = Struct(
    "openai.EmbedRequest", {"model": "string", "input": "any", "dimensions": "int", "encoding_format": "string"}
)


def models(engine: Engine, request: Request) -> Response:
    entries = [_model(model, str(model.name)) for model in engine.store.newest_first()]
    return _json({"object": "list", "data": entries or None})


def model(engine: Engine, request: Request, name: str) -> Response:
    try:
        return _json(_model(find_shown(engine, name), name))
    except Refusal as refusal:
        return _from_behind(refusal)


def chat(engine: Engine, request: Request) -> Response:
    try:
        asked = _read(request, _CHAT)
        if not asked.get("messages"):
            raise Refusal(400, "[] is too short - 'messages'")
        needs = (("tools",) if asked.get("tools") else ()) + (("thinking",) if _reasons(asked) else ())
        prompt = Prompt(
            asked.get("model", ""),
            Conversation.of(*message_texts(asked["messages"])),
            options=_options(asked, strict_stop=False),
            needs=needs,
            top_logprobs=asked.get("top_logprobs", 0),
        )
    except Refusal as refusal:
        return _from_layer(refusal)
    try:
        generation = engine.generation(prompt, request).begin()
        number = _number(engine)
        if asked.get("stream"):
            return streamed(EVENT_STREAM, generation, _chat_stream(engine, asked, generation, number))
        text = gather(generation).text
    except Refusal as refusal:
        return _from_behind(refusal)
    account = generation.account
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": account.reason}
    head = _head(f"chatcmpl-{number}", "chat.completion", engine, asked)
    return _json(head | {"choices": [choice], "usage": _usage(account)})


def completions(engine: Engine, request: Request) -> Response:
    try:
        asked = _read(request, _COMPLETION)
        texts = (asked["prompt"],) if asked.get("prompt") else ()
        needs = ("insert",) if asked.get("suffix") else ()
        options = _options(asked, strict_stop=True)
        prompt = Prompt(asked.get("model", ""), Conversation.of(*texts), "generate", options=options, needs=needs)
    except Refusal as refusal:
        return _from_layer(refusal)
    number = _number(engine)
    try:
        if not texts:
            account, text = Account(reason=engine.load(prompt)), ""
        else:
            generation = engine.generation(prompt, request).begin()
            if asked.get("stream"):
                return streamed(EVENT_STREAM, generation, _completion_stream(engine, asked, generation, number))
            text, account = gather(generation).text, generation.account
    except Refusal as refusal:
        return _from_behind(refusal)
    choice = {"text": text, "index": 0, "finish_reason": account.reason}
    head = _head(f"cmpl-{number}", "text_completion", engine, asked)
    return _json(head | {"choices": [choice], "usage": _usage(account)})


def embeddings(engine: Engine, request: Request) -> Response:
    try:
        asked = _read(request, _EMBED)
        texts, as_base64 = _embedding_input(asked), _wants_base64(asked)
    except Refusal as refusal:
        return _from_layer(refusal)
    try:
        if not asked.get("model"):
            raise Refusal(404, "model '' not found")
        vectors, count = engine.embed(asked["model"], texts, dimensions=asked.get("dimensions", 0))
    except Refusal as refusal:
        return _from_behind(refusal)
    written = (_base64(vector) if as_base64 else float32_text(vector) for vector in vectors)
    rows = ",".join(f'{{"object":"embedding","embedding":{row},"index":{i}}}' for i, row in enumerate(written))
    usage = encode({"model": asked["model"], "usage": {"prompt_tokens": count, "total_tokens": count}})[1:]
    return reply(200, JSON, f'{{"object":"list","data":[{rows}],{usage}\n')


def message_texts(messages: list[dict[str, Any]]) -> tuple[str, ...]:
    """The text of each message; a part of a content list counts as a message of its own."""
    texts: list[str] = []
    for message in messages:
        content = message.get("content")
        if isinstance(content, str):
            texts.append(content)
        elif isinstance(content, list):
            texts.extend(_part(part) for part in content)
        elif content is not None or not message.get("tool_calls"):
            kind = {type(None): "<nil>", bool: "bool", dict: "map[string]interface {}"}.get(type(content), "float64")
            raise Refusal(400, f"invalid message content type: {kind}")
    return tuple(texts) or ("",)


def thinks(effort: str) -> bool:
    """Whether a reasoning effort asks the model to think."""
    if effort not in ("", "minimal", "low", "medium", "high", "xhigh", "ultra", "max", "none"):
        levels = '"minimal", "low", "medium", "high", "xhigh", "ultra", "max", or "none"'
        raise Refusal(400, f'invalid reasoning value: "{effort}" (must be {levels})')
    return effort not in ("", "none")


def _part(part: object) -> str:
    if not isinstance(part, dict):
        raise Refusal(400, "invalid message format")
    if part.get("type") == "image_url":
        url = part.get("image_url")
        url = url.get("url") if isinstance(url, dict) else url
        if not isinstance(url, str) or not url.startswith("data:"):
            text = "image URLs are not currently supported, please use base64 encoded data instead"
            raise Refusal(400, text if isinstance(url, str) and "://" in url else "invalid image input")
        return ""
    if part.get("type") == "text" and isinstance(part.get("text"), str):
        return str(part["text"])
    raise Refusal(400, "invalid message format")


def _reasons(asked: dict[str, Any]) -> bool:
    return thinks((asked.get("reasoning") or {}).get("effort") or asked.get("reasoning_effort") or "")


def _options(asked: dict[str, Any], *, strict_stop: bool) -> dict[str, Any]:
    """The sampling fields under the names that a model's options have."""
    stop = asked.get("stop")
    stops = [stop] if isinstance(stop, str) else stop if isinstance(stop, list) else []
    if strict_stop and any(not isinstance(item, str) for item in stops):
        raise Refusal(400, "invalid type for 'stop' field: float64")
    options: dict[str, Any] = {"stop": [item for item in stops if isinstance(item, str)]} if stops else {}
    if asked.get("max_tokens") is not None:
        options["num_predict"] = asked["max_tokens"]
    return options


def _read(request: Request, shape: Struct) -> dict[str, Any]:
    return decode(b"".join(request.body), shape, empty="EOF")


def _embedding_input(asked: dict[str, Any]) -> list[str]:
    value = asked.get("input")
    texts = [value] if isinstance(value, str) else value
    if not texts or texts == [""] or not isinstance(texts, list):
        raise Refusal(400, "invalid input")
    if not all(isinstance(text, str) for text in texts):
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


def _model(model: Model, spelt: str) -> dict[str, Any]:
    created = model.modified // 10**9
    return {"id": spelt, "object": "model", "created": created, "owned_by": model.name.namespace}


def _number(engine: Engine) -> int:
    return engine.serial() * 467 % 999


def _head(identity: str, kind: str, engine: Engine, asked: dict[str, Any]) -> dict[str, Any]:
    created = engine.clock.now() // 10**9
    head = {"id": identity, "object": kind, "created": created, "model": asked["model"]}
    return head | {"system_fingerprint": "fp_ollama"}


def _usage(account: Account) -> dict[str, int]:
    total = account.prompt_tokens + account.tokens
    return {"prompt_tokens": account.prompt_tokens, "completion_tokens": account.tokens, "total_tokens": total}


def _wants_usage(asked: dict[str, Any]) -> bool:
    return bool((asked.get("stream_options") or {}).get("include_usage"))


def _chat_stream(engine: Engine, asked: dict[str, Any], generation: Generation, number: int) -> Iterator[str]:
    head = _head(f"chatcmpl-{number}", "chat.completion.chunk", engine, asked)
    first: dict[str, Any] = {"role": "assistant"}

    def event(delta: dict[str, Any], reason: str | None) -> str:
        return f"data: {encode(head | {'choices': [{'index': 0, 'delta': delta, 'finish_reason': reason}]})}\n\n"

    for piece in generation:
        yield event(first | {"content": piece.text}, None)
        first = {}
    if first:  # an answer of nothing still says whose it is
        yield event(first | {"content": ""}, None)
    end = event({}, generation.account.reason)
    if _wants_usage(asked):
        end += f"data: {encode(head | {'choices': [], 'usage': _usage(generation.account)})}\n\n"
    yield end + "data: [DONE]\n\n"


def _completion_stream(engine: Engine, asked: dict[str, Any], generation: Generation, number: int) -> Iterator[str]:
    def event(choices: list[dict[str, Any]], account: Account) -> str:
        head = _head(f"cmpl-{number}", "text_completion", engine, asked)
        last = {"model": head.pop("model"), "system_fingerprint": head.pop("system_fingerprint")}
        usage = {"usage": _usage(account)} if _wants_usage(asked) else {}
        return f"data: {encode(head | {'choices': choices} | last | usage)}\n\n"

    none_yet = Account()
    for piece in generation:
        yield event([{"text": piece.text, "index": 0, "finish_reason": None}], none_yet)
    end = event([{"text": "", "index": 0, "finish_reason": generation.account.reason}], none_yet)
    if _wants_usage(asked):
        end += event([], generation.account)
    yield end + "data: [DONE]\n\n"


def _json(value: object) -> Response:
    return reply(200, JSON, encode(value) + "\n")


def _from_behind(refusal: Refusal) -> Response:
    return reply(refusal.status, JSON, encode(refusal.openai()) + "\n")


def _from_layer(refusal: Refusal) -> Response:
    return reply(refusal.status, JSON_UTF8, encode(refusal.openai()))
