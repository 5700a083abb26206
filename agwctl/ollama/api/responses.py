"""The Responses API at /v1/responses: whole answers, and which parts a request and a reply have."""

from __future__ import annotations

from typing import Any

from agwctl.http.message import Request, Response
from agwctl.ollama.answer import Whole, gather
from agwctl.ollama.api.inference import begin
from agwctl.ollama.api.openai import behind, layer, read, whole
from agwctl.ollama.api.response_events import Events
from agwctl.ollama.api.response_items import conversation, input_items
from agwctl.ollama.api.response_object import message_item, reasoning_item, response_object, tool_item, usage
from agwctl.ollama.engine import Engine
from agwctl.ollama.gojson import Struct
from agwctl.ollama.prompt import Prompt
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.wire import EVENT_STREAM, event_headers, streamed

__all__ = ["responses"]

_TOOLS = Struct(
    "openai.ResponsesTool",
    {
        **dict.fromkeys(("type", "name"), "string"),
        "description": "*string",
        "strict": "*bool",
        "parameters": "map[string]interface {}",
        "tools": "any",
    },
    many=True,
)
_FORMAT = Struct("openai.ResponsesTextFormat", {"type": "string", "name": "string", "schema": "any", "strict": "*bool"})
_RESPONSES = Struct(
    "openai.ResponsesRequest",
    {
        "model": "string",
        "background": "bool",
        "conversation": "any",
        "include": "[]string",
        "input": input_items,
        "instructions": "string",
        "max_output_tokens": "*int",
        "reasoning": Struct(
            "openai.ResponsesReasoning", dict.fromkeys(("effort", "generate_summary", "summary"), "string")
        ),
        "temperature": "*float64",
        "text": Struct("openai.ResponsesText", {"format": _FORMAT}),
        "top_p": "*float64",
        "truncation": "*string",
        "tools": _TOOLS,
        "stream": "*bool",
    },
)


def responses(engine: Engine, request: Request) -> Response:
    try:
        asked = read(request, _RESPONSES)
        prompt = _prompt(engine, asked)
    except Refusal as refusal:
        return layer(refusal)
    streaming = asked.get("stream", False)
    extra = event_headers(request) if streaming else ()
    try:
        generation, pieces = begin(engine, prompt, request)
        if streaming:
            events = Events(engine, asked, generation).events(pieces)
            return streamed(EVENT_STREAM, generation, events, *extra)
        created = engine.clock.now() // 10**9
        said = gather(pieces)
    except Refusal as refusal:
        return behind(engine, refusal, *extra, streaming=streaming)
    identity = f"resp_{engine.serial()}"
    end = {"output": _output(said, identity, f"msg_{engine.serial()}"), "usage": usage(generation.account)}
    return whole(response_object(engine, asked, identity, created, end))


def _prompt(engine: Engine, asked: dict[str, Any]) -> Prompt:
    options: dict[str, Any] = {"temperature": asked.get("temperature", 1.0)}
    options |= {"top_p": asked["top_p"]} if "top_p" in asked else {}
    options |= {"num_predict": asked["max_output_tokens"]} if "max_output_tokens" in asked else {}
    return Prompt(asked.get("model", ""), conversation(asked, engine.release), options=options)


def _output(said: Whole, identity: str, message: str) -> list[dict[str, Any]]:
    """The items of a reply: what was thought, and then either calls or a text."""
    output = [reasoning_item(f"rs_{identity}", said.thinking)] if said.thinking else []
    if not said.calls:
        return [*output, message_item(message, said.text)]
    return output + [tool_item(f"fc_{identity}_{at}", call) for at, call in enumerate(said.calls)]
