"""The conversation of a request to /v1/messages: Anthropic's content blocks."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from typing import Any

from agwctl.ollama.answer import Tool, ToolCall, Turn
from agwctl.ollama.api.tools import NOT_AN_OBJECT
from agwctl.ollama.gojson import Struct, encode
from agwctl.ollama.refusal import Refusal

__all__ = ["MESSAGES", "estimate", "system_text", "tools", "turns"]

_FIELD = "json: cannot unmarshal {} into Go struct field MessagesRequest.messages{} of type {}"
_STRINGS = ("type", "text", "id", "name", "tool_use_id", "thinking", "signature")


def _content(value: Any) -> list[dict[str, Any]]:
    """The blocks of a message; a plain text is one."""
    if isinstance(value, str):
        return [{"type": "text", "text": value}]
    if not isinstance(value, list):
        raise Refusal(400, _FIELD.format(_json_type(value), "", "[]anthropic.ContentBlock"))
    for block in value:
        _check_block(block)
    return [block or {} for block in value]


_MESSAGE = 'struct { Role string "json:\\"role\\""; Content json.RawMessage "json:\\"content\\"" }'
MESSAGES = Struct(
    _MESSAGE, {"role": "string", "content": _content}, many=True, alone=True, slice="[]anthropic.MessageParam"
)


def turns(messages: Iterable[Mapping[str, Any]]) -> list[Turn]:
    """What the model reads. Raises: Refusal 400."""
    return [turn for message in messages for turn in _turns(message)]


def system_text(value: object) -> str:
    """The system prompt, of a text or of text blocks."""
    blocks = value if isinstance(value, list) else [{"type": "text", "text": value}]
    return "".join(_text(block) for block in blocks if isinstance(block, dict))


def tools(asked: Iterable[Mapping[str, Any]]) -> tuple[Tool, ...]:
    """The functions. A search of the web would need the cloud: none is offered. Raises: Refusal 400."""
    offered = []
    for tool in asked:
        schema = tool.get("input_schema") or {}
        if not isinstance(schema, dict):
            cause = f"json: cannot unmarshal {_json_type(schema)} into Go value of type api.ToolFunctionParameters"
            raise Refusal(400, f'invalid input_schema for tool "{tool.get("name", "")}": {cause}')
        if not tool.get("type", "").startswith("web_search"):
            offered.append(Tool(tool.get("name", ""), tool.get("description", ""), schema))
    return tuple(offered)


def estimate(asked: Mapping[str, Any]) -> int:
    """Tokens as a stream guesses them at its start, when they are not counted yet: a quarter of the letters."""
    letters = len(system_text(asked.get("system")))
    for message in asked["messages"]:
        letters += len(message.get("role", "")) + sum(map(_letters, message["content"]))
    for tool in asked.get("tools", ()):
        schema = encode(tool["input_schema"]) if "input_schema" in tool else ""
        letters += len(tool.get("name", "")) + len(tool.get("description", "")) + len(schema)
    return letters // 4 or 1


def _turns(message: Mapping[str, Any]) -> list[Turn]:
    role = message.get("role", "").lower()
    blocks = message["content"]
    text = "".join(_text(block) for block in blocks)
    images = sum(_checked_image(block.get("source")) for block in blocks if block.get("type") == "image")
    calls = tuple(_call(block) for block in blocks if block.get("type") in ("tool_use", "server_tool_use"))
    thought = any(block.get("type") == "thinking" and block.get("thinking") for block in blocks)
    results = [_result(block) for block in blocks if block.get("type") in ("tool_result", "web_search_tool_result")]
    said = [Turn(role, text, calls, images)] if text or images or calls or thought else []
    return results + said if role == "user" else said + results


def _text(block: Mapping[str, Any]) -> str:
    return str(block.get("text") or "") if block.get("type") == "text" else ""


def _call(block: Mapping[str, Any]) -> ToolCall:
    for name in ("id", "name") if block["type"] == "tool_use" else ():
        if not block.get(name):
            raise Refusal(400, f"tool_use block missing required '{name}' field")
    return ToolCall(block.get("name", ""), block.get("input") or {}, block.get("id", ""))


def _result(block: Mapping[str, Any]) -> Turn:
    content = block.get("content")
    if not isinstance(content, list):
        return Turn("tool", content if isinstance(content, str) else "")
    parts = [part for part in content if isinstance(part, dict)]
    images = 0
    for part in parts:
        if part.get("type") == "image":
            if not isinstance(part.get("source"), dict):
                raise Refusal(400, "invalid tool_result image source")
            images += _checked_image(part["source"])
    return Turn("tool", "".join(_text(part) for part in parts), images=images)


def _checked_image(source: Any) -> int:
    """1 for a good one. Raises: Refusal 400."""
    if source is None:
        raise Refusal(400, "invalid image source")
    if source.get("type") != "base64":
        kind = source.get("type") or ""
        raise Refusal(400, f"invalid image source type: {kind}. Only base64 images are supported.")
    try:
        base64.b64decode(str(source.get("data") or ""), validate=True)
    except (binascii.Error, ValueError):
        raise Refusal(400, "invalid base64 image data: illegal base64 data at input byte 0") from None
    return 1


def _check_block(block: Any) -> None:
    if not isinstance(block, dict):
        if block is not None:
            raise Refusal(400, _FIELD.format(_json_type(block), "", "anthropic.ContentBlock"))
        return
    for name in _STRINGS:
        if block.get(name) is not None and not isinstance(block[name], str):
            raise Refusal(400, _FIELD.format(_json_type(block[name]), f".{name}", "string"))
    if block.get("input") is not None and not isinstance(block["input"], dict):
        raise Refusal(400, NOT_AN_OBJECT)
    if block.get("source") is not None and not isinstance(block["source"], dict):
        raise Refusal(400, _FIELD.format(_json_type(block["source"]), ".source", "anthropic.ImageSource"))


def _letters(block: Mapping[str, Any]) -> int:
    letters = len(block.get("text") or "") + len(block.get("thinking") or "")
    return letters + (len(encode(block)) if block.get("type") in ("tool_use", "tool_result") else 0)


def _json_type(value: Any) -> str:
    names = {str: "string", bool: "bool", int: "number", float: "number", list: "array", dict: "object"}
    return names.get(type(value), "null")
