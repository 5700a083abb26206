"""The Anthropic-shaped /v1/messages: text answers, whole and streamed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from agwctl.http.message import Request, Response
from agwctl.ollama.answer import Conversation, gather
from agwctl.ollama.engine import Engine, Prompt
from agwctl.ollama.generation import Account, Generation
from agwctl.ollama.gojson import Struct, decode, encode
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.wire import EVENT_STREAM, JSON, JSON_UTF8, event_headers, reply, streamed

__all__ = ["messages"]

_MESSAGE = Struct("anthropic.MessageParam", {"role": "string", "content": "any"}, many=True)
_MESSAGES = Struct(
    "anthropic.MessagesRequest",
    {
        "model": "string",
        "max_tokens": "int",
        "messages": _MESSAGE,
        "system": "any",
        "stream": "bool",
        "tools": "any",
        "stop_sequences": "[]string",
    },
)


def messages(engine: Engine, request: Request) -> Response:
    try:
        asked = decode(b"".join(request.body), _MESSAGES, empty="EOF")
        prompt = _prompt(asked)
    except Refusal as refusal:
        return reply(refusal.status, JSON_UTF8, encode(refusal.anthropic(_id(engine, "req"))))
    extra = event_headers(request) if asked.get("stream") else ()
    try:
        generation = engine.generation(prompt, request).begin()
        if asked.get("stream"):
            return streamed(EVENT_STREAM, generation, _stream(engine, asked, prompt, generation), *extra)
        text = gather(generation).text
    except Refusal as refusal:
        return reply(refusal.status, JSON, encode(refusal.anthropic(_id(engine, "req"))) + "\n", *extra)
    content = [{"type": "text", "text": text}]
    account = generation.account
    end = {"stop_reason": _reason(account), "usage": _usage(account.prompt_tokens, account.tokens)}
    return reply(200, JSON, encode(_head(engine, asked) | {"content": content} | end) + "\n")


def _prompt(asked: dict[str, Any]) -> Prompt:
    for name, missing in (
        ("model", "model is required"),
        ("max_tokens", "max_tokens is required and must be positive"),
        ("messages", "messages is required"),
    ):
        if not asked.get(name) or (name == "max_tokens" and asked[name] < 0):
            raise Refusal(400, missing)
    texts = [_text(message.get("content")) for message in asked["messages"]]
    system = [_text(asked["system"])] if asked.get("system") else []
    options = {"num_predict": asked["max_tokens"], "stop": asked.get("stop_sequences")}
    needs = ("tools",) if asked.get("tools") else ()
    return Prompt(asked["model"], Conversation.of(*system, *texts), options=options, needs=needs)


def _text(content: object) -> str:
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _stream(engine: Engine, asked: dict[str, Any], prompt: Prompt, generation: Generation) -> Iterator[str]:
    # What was read is only estimated at the start; the true count comes with the end.
    estimate = max(1, sum(len(text) for text in prompt.conversation.texts) // 4)
    head = _head(engine, asked) | {"content": [], "usage": _usage(estimate, 0)}
    yield _event("message_start", message=head)
    yield _event("content_block_start", index=0, content_block={"type": "text", "text": ""})
    for piece in generation:
        yield _event("content_block_delta", index=0, delta={"type": "text_delta", "text": piece.text})
    yield _event("content_block_stop", index=0)
    account = generation.account
    usage = _usage(account.prompt_tokens, account.tokens)
    yield _event("message_delta", delta={"stop_reason": _reason(account)}, usage=usage)
    yield _event("message_stop")


def _event(kind: str, **fields: object) -> str:
    return f"event: {kind}\ndata: {encode({'type': kind} | fields)}\n\n"


def _head(engine: Engine, asked: dict[str, Any]) -> dict[str, Any]:
    return {"id": _id(engine, "msg"), "type": "message", "role": "assistant", "model": asked["model"]}


def _id(engine: Engine, prefix: str) -> str:
    return f"{prefix}_{hashlib.sha256(str(engine.serial()).encode()).hexdigest()[:24]}"


def _reason(account: Account) -> str:
    return "max_tokens" if account.reason == "length" else "end_turn"


def _usage(read: int, written: int) -> dict[str, int]:
    return {"input_tokens": read, "output_tokens": written}
