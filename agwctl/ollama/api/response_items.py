"""The conversation and the tools of a request to /v1/responses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from agwctl.ollama.answer import Conversation, Tool, ToolCall, Turn
from agwctl.ollama.api.openai import checked_image, effort
from agwctl.ollama.api.tools import NOT_AN_OBJECT
from agwctl.ollama.gojson import Struct, first_value
from agwctl.ollama.goshape import checked
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.release import Release

__all__ = ["conversation", "input_items"]


def _texts(go: str, *names: str) -> Struct:
    return Struct(go, dict.fromkeys(names, "string"))


_SUMMARY = Struct("openai.ResponsesReasoningSummary", {"type": "string", "text": "string"}, many=True)
_TYPED = _texts('struct { Type string "json:\\"type\\""; Role string "json:\\"role\\"" }', "type", "role")
_ITEMS = {
    "message": _texts("struct {}", "role"),
    "function_call": _texts("openai.ResponsesFunctionCall", "id", "type", "call_id", "name", "arguments"),
    "function_call_output": _texts("struct {}", "type", "call_id"),
    "reasoning": Struct(
        "openai.ResponsesReasoningInput", {"id": "string", "summary": _SUMMARY, "encrypted_content": "string"}
    ),
    "web_search_call": _texts("openai.ResponsesWebSearchCall", "id", "type", "status"),
}
"""What kinds of item there are, and their fields of texts."""
_PART = _texts('struct { Type string "json:\\"type\\"" }', "type")
_CONTENT = {
    "input_text": _texts("openai.ResponsesTextContent", "text"),
    "output_text": _texts("openai.ResponsesOutputTextContent", "text"),
    "input_image": _texts("openai.ResponsesImageContent", "detail", "file_id", "image_url"),
    "input_file": _texts("openai.ResponsesFileContent", "file_data", "file_id", "file_url", "filename"),
}


def input_items(value: Any) -> list[dict[str, Any]]:
    """The `input` of a request as a list of items. Raises: Refusal 400 for what is none."""
    if isinstance(value, str):
        return [{"type": "message", "role": "user", "content": value}] if value else []
    if not isinstance(value, list):
        raise Refusal(400, f"input must be a string or array: {_not_a_list(value)}")
    return [_item(item, f"input[{at}]") for at, item in enumerate(value)]


def conversation(asked: Mapping[str, Any], release: Release) -> Conversation:
    """What the model reads. Raises: Refusal 400 for files, images that are none, and arguments that are none."""
    turns = [Turn("system", asked["instructions"])] if asked.get("instructions") else []
    for item in asked.get("input", ()):
        kind = item["type"]
        if kind == "message":
            turns.append(_message(item.get("role", ""), item.get("content"), release))
        elif kind == "function_call":
            turns = _with_call(turns, _call(item))
        elif kind == "function_call_output":
            turns.append(_message("tool", item.get("output"), release))
    schema = _format(asked)
    think = effort(release, asked.get("reasoning", {}).get("effort", ""))
    return Conversation(tuple(turns), tuple(_tools(asked.get("tools", ()))), think, schema)


def _item(value: Any, place: str) -> dict[str, Any]:
    try:
        typed = checked(value, _TYPED)
        kind = typed.get("type") or ("message" if typed.get("role") else "")
        if not kind:
            raise Refusal(400, "input item missing required 'type' field")
        if kind not in _ITEMS:
            raise Refusal(400, f'unknown input item type: "{kind}"')
        checked(value, _ITEMS[kind])
        for name in ("content", "output"):
            _check_content(value.get(name), name)
    except Refusal as refusal:
        raise Refusal(400, f"{place}: {refusal.text}") from None
    return {**value, "type": kind}


def _check_content(value: Any, name: str) -> None:
    if value is None or isinstance(value, str):
        return
    if not isinstance(value, list):
        raise Refusal(400, f"{name} must be a string or array: {_not_a_list(value)}")
    for at, part in enumerate(value):
        try:
            kind = checked(part, _PART).get("type", "")
            if kind not in _CONTENT:
                raise Refusal(400, f"unknown content type: {kind}")
            checked(part, _CONTENT[kind])
        except Refusal as refusal:
            raise Refusal(400, f"{name}[{at}]: {refusal.text}") from None


def _message(role: str, content: Any, release: Release) -> Turn:
    if not isinstance(content, list):
        return Turn(str(role).lower(), content or "")
    text, images = "", 0
    for part in content:
        if part["type"] == "input_file":
            raise Refusal(400, "file inputs are not currently supported")
        if part["type"] == "input_image" and part.get("image_url"):
            checked_image(release, part["image_url"])
            images += 1
        text += str(part.get("text", ""))
    return Turn(str(role).lower(), text, images=images)


def _call(item: Mapping[str, Any]) -> ToolCall:
    try:
        given, _ = first_value(str(item.get("arguments") or "{}").encode("utf-8", "replace"), empty="")
        if not isinstance(given, dict):
            raise Refusal(400, NOT_AN_OBJECT)
    except Refusal as refusal:
        raise Refusal(400, f"failed to parse function call arguments: {refusal.text}") from None
    return ToolCall(str(item.get("name", "")), given, str(item.get("call_id", "")))


def _with_call(turns: list[Turn], call: ToolCall) -> list[Turn]:
    """A call belongs to what the assistant has just said."""
    if turns and turns[-1].role == "assistant":
        return [*turns[:-1], replace(turns[-1], calls=(*turns[-1].calls, call))]
    return [*turns, Turn("assistant", calls=(call,))]


def _tools(tools: Iterable[Mapping[str, Any]], prefix: str = "") -> list[Tool]:
    """The functions; those of a namespace carry its name. A search of the web would need the cloud: none is offered."""
    found: list[Tool] = []
    for tool in tools:
        if tool.get("type") == "namespace":
            inner = f"{tool['name']}." if tool.get("name") else ""
            found += _tools((each for each in tool.get("tools", ()) if isinstance(each, dict)), prefix + inner)
        elif tool.get("type") != "web_search":
            name = str(tool.get("name", ""))
            name = name if name.startswith(prefix) else prefix + name
            found.append(Tool(name, tool.get("description") or "", tool.get("parameters") or {}))
    return found


def _format(asked: Mapping[str, Any]) -> Any:
    wanted = asked.get("text", {}).get("format", {})
    return wanted.get("schema") if wanted.get("type") == "json_schema" else None


def _not_a_list(value: Any) -> str:
    return f"json: cannot unmarshal {_json_type(value)} into Go value of type []json.RawMessage"


def _json_type(value: Any) -> str:
    names = {str: "string", bool: "bool", int: "number", float: "number", list: "array", dict: "object"}
    return names.get(type(value), "null")
