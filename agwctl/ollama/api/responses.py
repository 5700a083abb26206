"""The Responses API at /v1/responses: text answers, whole and as events."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from agwctl.http.message import Request, Response
from agwctl.ollama.answer import Conversation, gather
from agwctl.ollama.api.openai import thinks
from agwctl.ollama.engine import Engine, Prompt
from agwctl.ollama.generation import Account, Generation
from agwctl.ollama.gojson import Struct, decode, encode
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.wire import EVENT_STREAM, JSON, JSON_UTF8, event_headers, reply, streamed

__all__ = ["responses"]

_RESPONSES = Struct(
    "openai.ResponsesRequest",
    {"model": "string", "input": "any", "instructions": "string", "max_output_tokens": "int", "stream": "bool"}
    | {"temperature": "float64", "top_p": "float64", "tools": "any"}
    | {"reasoning": Struct("openai.ResponsesReasoning", {"effort": "string"})},
)


def responses(engine: Engine, request: Request) -> Response:
    try:
        asked = decode(b"".join(request.body), _RESPONSES, empty="EOF")
        prompt = _prompt(asked)
    except Refusal as refusal:
        return reply(refusal.status, JSON_UTF8, encode(refusal.openai()))
    extra = event_headers(request) if asked.get("stream") else ()
    try:
        generation = engine.generation(prompt, request).begin()
        if asked.get("stream"):
            return streamed(EVENT_STREAM, generation, _stream(engine, asked, generation), *extra)
        created = engine.clock.now() // 10**9
        text = gather(generation).text
    except Refusal as refusal:
        return reply(refusal.status, JSON, encode(refusal.openai()) + "\n", *extra)
    whole = _whole(engine, asked, f"resp_{engine.serial()}", created)
    done = {"output": [_item(f"msg_{engine.serial()}", text)], "usage": _usage(generation.account)}
    return reply(200, JSON, encode(whole | done) + "\n")


def _prompt(asked: dict[str, Any]) -> Prompt:
    texts = [asked["instructions"]] if asked.get("instructions") else []
    value = asked.get("input")
    items = [{"content": value}] if isinstance(value, str) else value if isinstance(value, list) else []
    for item in items:
        if isinstance(item, dict) and "content" in item:
            texts.append(_text(item["content"]))
    needs = (("tools",) if asked.get("tools") else ()) + (
        ("thinking",) if thinks((asked.get("reasoning") or {}).get("effort") or "") else ()
    )
    options = {"num_predict": asked["max_output_tokens"]} if asked.get("max_output_tokens") else {}
    return Prompt(asked.get("model", ""), Conversation.of(*(texts or [""])), options=options, needs=needs)


def _text(content: object) -> str:
    if isinstance(content, str):
        return content
    parts = [part for part in content if isinstance(part, dict)] if isinstance(content, list) else []
    if any(part.get("type") == "input_file" for part in parts):
        raise Refusal(400, "file inputs are not currently supported")
    return "".join(str(part.get("text", "")) for part in parts)


def _whole(engine: Engine, asked: dict[str, Any], identity: str, created: int) -> dict[str, Any]:
    """The response object, complete but for `output` and `usage`."""
    return {
        "id": identity,
        "object": "response",
        "created_at": created,
        "completed_at": engine.clock.now() // 10**9,
        "status": "completed",
        "incomplete_details": None,
        "model": asked["model"],
        "previous_response_id": None,
        "instructions": asked.get("instructions"),
        "output": [],
        "error": None,
        "tools": asked.get("tools") or [],
        "tool_choice": "auto",
        "truncation": "disabled",
        "parallel_tool_calls": True,
        "text": {"format": {"type": "text"}},
        "top_p": asked.get("top_p", 1),
        "presence_penalty": 0,
        "frequency_penalty": 0,
        "top_logprobs": 0,
        "temperature": asked.get("temperature", 1),
        "reasoning": asked.get("reasoning"),
        "usage": None,
        "max_output_tokens": asked.get("max_output_tokens"),
        "max_tool_calls": None,
        "store": False,
        "background": False,
        "service_tier": "default",
        "metadata": {},
        "safety_identifier": None,
        "prompt_cache_key": None,
    }


def _item(identity: str, text: str) -> dict[str, Any]:
    item = {"id": identity, "type": "message", "status": "completed", "role": "assistant"}
    return item | {"content": [_part(text)]}


def _part(text: str) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def _usage(account: Account) -> dict[str, Any]:
    return {
        "input_tokens": account.prompt_tokens,
        "output_tokens": account.tokens,
        "total_tokens": account.prompt_tokens + account.tokens,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens_details": {"reasoning_tokens": 0},
    }


def _stream(engine: Engine, asked: dict[str, Any], generation: Generation) -> Iterator[str]:
    identity, message = f"resp_{engine.serial()}", f"msg_{engine.serial()}"
    numbers = itertools.count()

    def event(kind: str, **fields: object) -> str:
        data = fields | {"type": f"response.{kind}", "sequence_number": next(numbers)}
        return f"event: response.{kind}\ndata: {encode(_sorted(data))}\n\n"

    begun = _whole(engine, asked, identity, engine.clock.now() // 10**9)
    begun |= {"status": "in_progress", "completed_at": None}
    yield event("created", response=begun)
    yield event("in_progress", response=begun)
    opened = _item(message, "") | {"status": "in_progress", "content": []}
    yield event("output_item.added", output_index=0, item=opened)
    at: dict[str, Any] = {"item_id": message, "output_index": 0, "content_index": 0}
    yield event("content_part.added", **at, part=_part(""))
    text = ""
    for piece in generation:
        text += piece.text
        yield event("output_text.delta", **at, delta=piece.text, logprobs=[])
    yield event("output_text.done", **at, text=text, logprobs=[])
    yield event("content_part.done", **at, part=_part(text))
    item = _item(message, text)
    yield event("output_item.done", output_index=0, item=item)
    # As in Ollama, the finished object says that it was created when it was completed.
    whole = _whole(engine, asked, identity, engine.clock.now() // 10**9)
    yield event("completed", response=whole | {"output": [item], "usage": _usage(generation.account)})


def _sorted(value: Any) -> Any:
    """The keys of every object in alphabetical order, as these events have them."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value
