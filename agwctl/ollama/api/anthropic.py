"""The Anthropic-shaped /v1/messages, whole and streamed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from agwctl.http.message import Request, Response
from agwctl.ollama.answer import Conversation, Piece, Turn, Whole, gather
from agwctl.ollama.api.inference import Loaded, begin, failed
from agwctl.ollama.api.message_blocks import MESSAGES, estimate, system_text, tools, turns
from agwctl.ollama.engine import Engine
from agwctl.ollama.generation import Account, Generation
from agwctl.ollama.gojson import Struct, decode, encode
from agwctl.ollama.prompt import Prompt
from agwctl.ollama.refusal import Refusal, RunnerFailure
from agwctl.ollama.wire import EVENT_STREAM, JSON, JSON_UTF8, event_headers, reply, streamed

__all__ = ["messages"]

_TOOLS = Struct(
    "anthropic.Tool",
    {**dict.fromkeys(("type", "name", "description"), "string"), "input_schema": "any", "max_uses": "int"},
    many=True,
)
_CHOICE = {"type": "string", "name": "string", "disable_parallel_tool_use": "bool"}
_MESSAGES = Struct(
    "anthropic.MessagesRequest",
    {
        "model": "string",
        "max_tokens": "int",
        "messages": MESSAGES,
        "system": "any",
        "stream": "bool",
        "temperature": "*float64",
        "top_p": "*float64",
        "top_k": "*int",
        "stop_sequences": "[]string",
        "tools": _TOOLS,
        "tool_choice": Struct("anthropic.ToolChoice", _CHOICE),
        "thinking": Struct("anthropic.ThinkingConfig", {"type": "string", "budget_tokens": "int"}),
        "metadata": Struct("anthropic.Metadata", {"user_id": "string"}),
        "output_config": Struct("anthropic.OutputConfig", {"effort": "string"}),
    },
)


def messages(engine: Engine, request: Request) -> Response:
    try:
        asked = decode(b"".join(request.body), _MESSAGES, empty="EOF")
        prompt = _prompt(asked)
    except Refusal as refusal:
        return reply(refusal.status, JSON_UTF8, encode(refusal.anthropic(_id(engine, "req"))))
    streaming = asked.get("stream", False)
    extra = event_headers(request) if streaming else ()
    try:
        generation, pieces = begin(engine, prompt, request)
        if streaming:
            return streamed(EVENT_STREAM, generation, _stream(engine, asked, generation, pieces), *extra)
        said = gather(pieces)
    except Refusal as refusal:
        body = encode(refusal.anthropic(_id(engine, "req"))) + "\n"
        return failed(refusal, body, *extra, streaming=streaming)
    account = generation.account
    end = {"stop_reason": _reason(account, bool(said.calls)), "usage": _usage(account.prompt_tokens, account.tokens)}
    return reply(200, JSON, encode(_head(engine, asked) | {"content": _blocks(said) or None} | end) + "\n")


def _prompt(asked: dict[str, Any]) -> Prompt:
    if any("content" not in message for message in asked.get("messages", ())):
        raise Refusal(400, "unexpected end of JSON input")
    if not asked.get("model"):
        raise Refusal(400, "model is required")
    if asked.get("max_tokens", 0) <= 0:
        raise Refusal(400, "max_tokens is required and must be positive")
    if not asked.get("messages"):
        raise Refusal(400, "messages is required")
    system = system_text(asked.get("system"))
    spoken = ((Turn("system", system),) if system else ()) + tuple(turns(asked["messages"]))
    options: dict[str, Any] = {name: asked[name] for name in ("temperature", "top_p", "top_k") if name in asked}
    options |= {"stop": asked["stop_sequences"]} if asked.get("stop_sequences") else {}
    conversation = Conversation(spoken, tools(asked.get("tools", ())), _think(asked))
    return Prompt(asked["model"], conversation, options={"num_predict": asked["max_tokens"]} | options, relaxed=True)


def _think(asked: dict[str, Any]) -> bool | str | None:
    kind = asked.get("thinking", {}).get("type")
    if kind in ("enabled", "disabled"):
        return bool(kind == "enabled")
    effort = asked.get("output_config", {}).get("effort", "").strip().lower()
    return {"xhigh": "high", **{level: level for level in ("high", "medium", "low", "max")}}.get(effort)


def _blocks(said: Whole) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    if said.thinking:
        blocks.append({"type": "thinking", "thinking": said.thinking})
    if said.text:
        blocks.append({"type": "text", "text": said.text})
    tool_use = [{"type": "tool_use", "id": call.id, "name": call.name} for call in said.calls]
    return blocks + [block | {"input": dict(call.arguments)} for block, call in zip(tool_use, said.calls, strict=True)]


def _stream(
    engine: Engine, asked: dict[str, Any], generation: Generation | Loaded, pieces: Iterator[Piece]
) -> Iterator[str]:
    # What was read is only estimated at the start; the true count comes with the end.
    head = _head(engine, asked) | {"content": [], "usage": _usage(estimate(asked), 0)}
    yield _event("message_start", message=head)
    blocks = _Blocks()
    try:
        for piece in pieces:
            yield from blocks.of(piece)
    except RunnerFailure:
        return  # the events stop, and nothing tells why
    yield from blocks.closed()
    account = generation.account
    usage = _usage(account.prompt_tokens, account.tokens)
    yield _event("message_delta", delta={"stop_reason": _reason(account, blocks.called)}, usage=usage)
    yield _event("message_stop")


class _Blocks:
    """The content blocks of a stream, one after the other."""

    def __init__(self) -> None:
        self.called = False
        self._index = 0
        self._open = ""
        self._thought = False

    def of(self, piece: Piece) -> Iterator[str]:
        # Once there was a text or a call, nothing more is told of what the model thinks.
        if piece.thinking and not self._thought:
            yield from self._delta("thinking", "thinking_delta", piece.thinking)
        if piece.text:
            self._thought = True
            yield from self._delta("text", "text_delta", piece.text)
        if piece.call:
            self._thought = self.called = True
            yield from self.closed()
            block = {"type": "tool_use", "id": piece.call.id, "name": piece.call.name, "input": {}}
            yield self._event("content_block_start", content_block=block)
            delta = {"type": "input_json_delta", "partial_json": encode(dict(piece.call.arguments))}
            yield self._event("content_block_delta", delta=delta)
            self._open = "tool_use"
            yield from self.closed()

    def closed(self) -> Iterator[str]:
        """The end of the block that is open, if one is."""
        if self._open:
            yield self._event("content_block_stop")
            self._open = ""
            self._index += 1

    def _delta(self, kind: str, delta: str, text: str) -> Iterator[str]:
        if self._open != kind:
            yield from self.closed()
            yield self._event("content_block_start", content_block={"type": kind, kind: ""})
            self._open = kind
        yield self._event("content_block_delta", delta={"type": delta, kind: text})

    def _event(self, event: str, **fields: object) -> str:
        return _event(event, index=self._index, **fields)


def _event(kind: str, **fields: object) -> str:
    return f"event: {kind}\ndata: {encode({'type': kind} | fields)}\n\n"


def _head(engine: Engine, asked: dict[str, Any]) -> dict[str, Any]:
    return {"id": _id(engine, "msg"), "type": "message", "role": "assistant", "model": asked["model"]}


def _id(engine: Engine, prefix: str) -> str:
    return f"{prefix}_{hashlib.sha256(str(engine.serial()).encode()).hexdigest()[:24]}"


def _reason(account: Account, has_called: bool) -> str:
    if has_called:
        return "tool_use"
    return {"stop": "end_turn", "length": "max_tokens"}.get(account.reason, "stop_sequence")


def _usage(read: int, written: int) -> dict[str, int]:
    return {"input_tokens": read, "output_tokens": written}
