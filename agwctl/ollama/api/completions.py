"""OpenAI's older /v1/completions, whole and as a stream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agwctl.http.message import Request, Response
from agwctl.ollama.answer import Conversation, Piece, gather
from agwctl.ollama.api.chat_completions import STREAM_OPTIONS, events, wants_usage
from agwctl.ollama.api.inference import Loaded, begin
from agwctl.ollama.api.openai import behind, head, layer, number, options, read, usage, whole
from agwctl.ollama.engine import Engine
from agwctl.ollama.generation import Account, Generation
from agwctl.ollama.gojson import Struct, encode
from agwctl.ollama.prompt import Prompt
from agwctl.ollama.refusal import Refusal, RunnerFailure

__all__ = ["completions"]

_COMPLETION = Struct(
    "openai.CompletionRequest",
    {
        **dict.fromkeys(("model", "prompt", "suffix"), "string"),
        **dict.fromkeys(("frequency_penalty", "presence_penalty", "top_p"), "float32"),
        **dict.fromkeys(("max_tokens", "seed", "logprobs"), "*int"),
        "temperature": "*float32",
        "stop": "any",
        "stream": "bool",
        "stream_options": STREAM_OPTIONS,
        "_debug_render_only": "bool",
    },
)


def completions(engine: Engine, request: Request) -> Response:
    try:
        asked = read(request, _COMPLETION)
        prompt = _prompt(asked)
    except Refusal as refusal:
        return layer(refusal)
    streaming = asked.get("stream", False)
    identity = f"cmpl-{number(engine)}"
    try:
        generation, pieces = begin(engine, prompt, request)
        if streaming:
            return events(generation, _stream(engine, asked, identity, generation, pieces))
        text = gather(pieces).text
    except Refusal as refusal:
        return behind(engine, refusal, streaming=streaming)
    choice = {"text": text, "index": 0, "finish_reason": generation.account.reason}
    start = head(identity, "text_completion", engine, asked)
    return whole(start | {"choices": [choice], "usage": usage(generation.account)})


def _prompt(asked: dict[str, Any]) -> Prompt:
    texts = (asked["prompt"],) if asked.get("prompt") else ()
    return Prompt(
        asked.get("model", ""),
        Conversation.of(*texts),
        "generate",
        options=options(asked, strict_stop=True),
        insert=bool(asked.get("suffix")),
        top_logprobs=max(0, asked.get("logprobs", 0)),
    )


def _stream(
    engine: Engine, asked: dict[str, Any], identity: str, generation: Generation | Loaded, pieces: Iterator[Piece]
) -> Iterator[str]:
    none_yet = Account()
    try:
        for piece in pieces:
            yield _chunk(engine, asked, identity, [_choice(piece.text, None)], none_yet)
    except RunnerFailure:
        # What went wrong is lost on the way: all that is left is a chunk of no model.
        yield _chunk(engine, asked | {"model": ""}, identity, [_choice("", None)], none_yet)
        return
    end = _chunk(engine, asked, identity, [_choice("", generation.account.reason)], none_yet)
    if wants_usage(asked):
        end += _chunk(engine, asked, identity, [], generation.account)
    yield end + "data: [DONE]\n\n"


def _choice(text: str, reason: str | None) -> dict[str, Any]:
    return {"text": text, "index": 0, "finish_reason": reason}


def _chunk(
    engine: Engine, asked: dict[str, Any], identity: str, choices: list[dict[str, Any]], account: Account
) -> str:
    start = head(identity, "text_completion", engine, asked)
    last = {"model": start.pop("model"), "system_fingerprint": start.pop("system_fingerprint")}
    told = {"usage": usage(account)} if wants_usage(asked) else {}
    return f"data: {encode(start | {'choices': choices} | last | told)}\n\n"
