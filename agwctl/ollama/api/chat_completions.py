"""OpenAI's chat: /v1/chat/completions, whole and as a stream."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Any

from agwctl.http.message import Request, Response
from agwctl.ollama.answer import Conversation, Piece, Turn, Whole
from agwctl.ollama.api.inference import Loaded, begin
from agwctl.ollama.api.openai import (
    behind,
    checked_image,
    effort,
    go_type,
    head,
    layer,
    number,
    options,
    read,
    usage,
    whole,
)
from agwctl.ollama.api.tools import OPENAI_CALLS, TOOLS, offered, openai_called, openai_calls
from agwctl.ollama.engine import Engine
from agwctl.ollama.generation import Account, Generation
from agwctl.ollama.gojson import Struct, encode
from agwctl.ollama.logprobs import logprobs
from agwctl.ollama.prompt import Prompt
from agwctl.ollama.refusal import Refusal, RunnerFailure
from agwctl.ollama.release import EXACT_CHAT_STREAM, Release
from agwctl.ollama.wire import EVENT_STREAM, reply, streamed

__all__ = ["STREAM_OPTIONS", "chat", "events", "wants_usage"]

STREAM_OPTIONS = Struct("openai.StreamOptions", {"include_usage": "bool"})
_MESSAGE = Struct(
    "openai.Message",
    {
        "content": "any",
        "tool_calls": OPENAI_CALLS,
        **dict.fromkeys(("role", "reasoning", "name", "tool_call_id"), "string"),
    },
    many=True,
)
_FORMAT = Struct(
    "openai.ResponseFormat", {"type": "string", "json_schema": Struct("openai.JsonSchema", {"schema": "any"})}
)
_CHAT = Struct(
    "openai.ChatCompletionRequest",
    {
        "model": "string",
        "messages": _MESSAGE,
        "stream": "bool",
        "stream_options": STREAM_OPTIONS,
        "max_tokens": "*int",
        "seed": "*int",
        "stop": "any",
        **dict.fromkeys(("temperature", "frequency_penalty", "presence_penalty", "top_p"), "*float64"),
        "response_format": _FORMAT,
        "tools": TOOLS,
        "reasoning": Struct("openai.Reasoning", {"effort": "string"}),
        "reasoning_effort": "*string",
        "logprobs": "*bool",
        "top_logprobs": "int",
        "_debug_render_only": "bool",
    },
)


def chat(engine: Engine, request: Request) -> Response:
    try:
        asked = read(request, _CHAT)
        if not asked.get("messages"):
            raise Refusal(400, "[] is too short - 'messages'")
        prompt = _prompt(engine.release, asked)
    except Refusal as refusal:
        return layer(refusal)
    streaming = asked.get("stream", False)
    try:
        generation, pieces = begin(engine, prompt, request)
        if streaming:
            return events(generation, _Stream(engine, asked, prompt, generation, pieces).events())
        said, likely = Whole(), []
        for piece in pieces:
            said.add(piece)
            likely += _likely(asked, prompt, piece)
    except Refusal as refusal:
        return behind(engine, refusal, streaming=streaming)
    message: dict[str, Any] = {"role": "assistant", "content": said.text}
    if said.thinking:
        message["reasoning"] = said.thinking
    if said.calls:
        message["tool_calls"] = openai_calls(said.calls)
    choice = {"index": 0, "message": message, "finish_reason": _reason(generation.account, bool(said.calls))}
    start = head(f"chatcmpl-{number(engine)}", "chat.completion", engine, asked)
    return whole(start | {"choices": [choice | _with(likely)], "usage": usage(generation.account)})


def events(generation: Generation | Loaded, stream: Iterator[str]) -> Response:
    """A stream; what loads a model only comes in one go."""
    if isinstance(generation, Loaded):
        return reply(200, EVENT_STREAM, "".join(stream))
    return streamed(EVENT_STREAM, generation, stream)


def wants_usage(asked: dict[str, Any]) -> bool:
    """Whether a stream is to end with the tokens."""
    return bool(asked.get("stream_options", {}).get("include_usage"))


def _prompt(release: Release, asked: dict[str, Any]) -> Prompt:
    turns = tuple(turn for message in asked["messages"] for turn in _turns(release, message))
    asked_effort = asked["reasoning"].get("effort", "") if "reasoning" in asked else asked.get("reasoning_effort", "")
    conversation = Conversation(
        turns,
        offered(asked.get("tools")),
        effort(release, asked_effort),
        _format(asked.get("response_format", {})),
        asked.get("seed", 0),
    )
    return Prompt(
        asked.get("model", ""),
        conversation,
        options=options(asked, strict_stop=False),
        top_logprobs=asked.get("top_logprobs", 0),
    )


def _format(asked: dict[str, Any]) -> Any:
    kind = asked.get("type", "").strip().lower()
    if kind == "json_object":
        return "json"
    return asked.get("json_schema", {}).get("schema") if kind == "json_schema" else None


def _turns(release: Release, message: dict[str, Any]) -> list[Turn]:
    """A message; each part of one that comes in parts is a message of its own."""
    content, calls, role = message.get("content"), message.get("tool_calls"), message.get("role", "").lower()
    if isinstance(content, list):
        turns = [_part(release, role, part) for part in content]
        if turns and calls:
            turns[-1] = Turn(role, turns[-1].text, openai_called(calls), turns[-1].images)
        return turns
    if not isinstance(content, str):
        if calls is None:
            raise Refusal(400, f"invalid message content type: {go_type(content)}")
        content = ""
    return [Turn(role, content, openai_called(calls))]


def _part(release: Release, role: str, part: object) -> Turn:
    kind = part.get("type") if isinstance(part, dict) else None
    if isinstance(part, dict) and kind == "text" and isinstance(part.get("text"), str):
        return Turn(role, part["text"])
    if isinstance(part, dict) and kind == "image_url":
        url = part.get("image_url")
        checked_image(release, url.get("url") if isinstance(url, dict) else url)
        return Turn(role, images=1)
    if isinstance(part, dict) and kind == "input_audio":
        _check_audio(part.get("input_audio"))
        return Turn(role, images=1)
    raise Refusal(400, "invalid message format")


def _check_audio(audio: object) -> None:
    if not isinstance(audio, dict):
        raise Refusal(400, "invalid input_audio format")
    if not isinstance(audio.get("data"), str):
        raise Refusal(400, "invalid input_audio format: missing data")
    try:
        base64.b64decode(audio["data"], validate=True)
    except (binascii.Error, ValueError):
        raise Refusal(400, "invalid input_audio base64 data: illegal base64 data at input byte 0") from None


def _likely(asked: dict[str, Any], prompt: Prompt, piece: Piece) -> list[dict[str, Any]]:
    return logprobs(piece, prompt.top_logprobs, prompt.conversation.seed) if asked.get("logprobs") else []


def _with(likely: list[dict[str, Any]]) -> dict[str, Any]:
    return {"logprobs": {"content": likely}} if likely else {}


def _reason(account: Account, has_called: bool) -> str:
    return "tool_calls" if has_called and account.reason == "stop" else account.reason


class _Stream:
    """The events of one answer, by the rules of the release that is played."""

    def __init__(
        self,
        engine: Engine,
        asked: dict[str, Any],
        prompt: Prompt,
        generation: Generation | Loaded,
        pieces: Iterator[Piece],
    ) -> None:
        self._engine, self._asked, self._prompt = engine, asked, prompt
        self._generation, self._pieces = generation, pieces
        self._exact = engine.release.has(EXACT_CHAT_STREAM)
        self._identity = f"chatcmpl-{number(engine)}"
        self._head = self._begin()
        self._opened = False
        self._calls = 0

    def events(self) -> Iterator[str]:
        try:
            for piece in self._pieces:
                if piece != Piece():
                    yield self._event(self._delta(piece), None, **_with(_likely(self._asked, self._prompt, piece)))
        except RunnerFailure:
            # What went wrong is lost on the way: all that is left is a chunk of no model.
            self._head |= {"model": ""}
            yield self._event(self._delta(Piece()), None)
            return
        yield self._end()

    def _end(self) -> str:
        """The last events, which come at once."""
        account = self._generation.account
        reason = _reason(account, bool(self._calls))
        if self._exact:
            # An answer of nothing still says whose it is.
            end = "" if self._opened else self._event(self._delta(Piece()), None)
            end += self._event({}, reason)
        else:
            end = self._event(self._delta(Piece()), reason)
        if wants_usage(self._asked):
            end += f"data: {encode(self._chunk([]) | {'usage': usage(account)})}\n\n"
        return end + "data: [DONE]\n\n"

    def _delta(self, piece: Piece) -> dict[str, Any]:
        delta: dict[str, Any] = {} if self._exact and self._opened else {"role": "assistant"}
        self._opened = True
        delta["content"] = piece.text
        if piece.thinking:
            delta["reasoning"] = piece.thinking
        if piece.call:
            delta["tool_calls"] = openai_calls([piece.call], self._calls)
            self._calls += 1
        return delta

    def _event(self, delta: dict[str, Any], reason: str | None, **more: object) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": reason} | more
        return f"data: {encode(self._chunk([choice]))}\n\n"

    def _chunk(self, choices: list[dict[str, Any]]) -> dict[str, Any]:
        """A chunk; older releases stamp each one with its own time."""
        start = self._head if self._exact else self._begin() | {"model": self._head["model"]}
        return start | {"choices": choices}

    def _begin(self) -> dict[str, Any]:
        return head(self._identity, "chat.completion.chunk", self._engine, self._asked)
