"""Tools as requests offer them, and calls of them as conversations and replies hold them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from agwctl.ollama.answer import Tool, ToolCall
from agwctl.ollama.gojson import Struct, encode, first_value
from agwctl.ollama.refusal import Refusal

__all__ = [
    "NOT_AN_OBJECT",
    "CALLS",
    "NATIVE_TOOLS",
    "OPENAI_CALLS",
    "TOOLS",
    "arguments",
    "called",
    "calls",
    "offered",
    "openai_called",
    "openai_calls",
]

NOT_AN_OBJECT = "Value looks like object, but can't find closing '}' symbol"
"""What Ollama says where an object whose order it keeps is none."""


def _ordered(value: object) -> object:
    if not isinstance(value, dict):
        raise Refusal(400, NOT_AN_OBJECT)
    return value


_PARAMETERS = Struct(
    "api.ToolFunctionParameters",
    {"type": "string", "$defs": "any", "items": "any", "required": "[]string", "properties": _ordered},
)
_FUNCTION = Struct("api.ToolFunction", {"name": "string", "description": "string", "parameters": _PARAMETERS})
_TOOL: dict[str, str | Struct] = {"type": "string", "items": "any", "function": _FUNCTION}
TOOLS = Struct("api.Tool", _TOOL, many=True)
NATIVE_TOOLS = Struct("api.Tool", _TOOL, many=True, slice="api.Tools")
CALLS = Struct(
    "api.ToolCall",
    {
        "id": "string",
        "function": Struct("api.ToolCallFunction", {"index": "int", "name": "string", "arguments": _ordered}),
    },
    many=True,
)
_ANONYMOUS = 'struct { Name string "json:\\"name\\""; Arguments string "json:\\"arguments\\"" }'
OPENAI_CALLS = Struct(
    "openai.ToolCall",
    {
        "id": "string",
        "index": "int",
        "type": "string",
        "function": Struct(_ANONYMOUS, {"name": "string", "arguments": "string"}),
    },
    many=True,
)


def offered(tools: Iterable[Mapping[str, Any]] | None) -> tuple[Tool, ...]:
    """The functions of a request's `tools`, for the model."""
    return tuple(_tool(tool.get("function", {})) for tool in tools or ())


def called(items: Iterable[Mapping[str, Any]] | None) -> tuple[ToolCall, ...]:
    """The calls that a message of a native conversation holds."""
    return tuple(_called(item, item.get("function", {}).get("arguments", {})) for item in items or ())


def openai_called(items: Iterable[Mapping[str, Any]] | None) -> tuple[ToolCall, ...]:
    """Those of one with OpenAI's. Raises: Refusal for arguments of no use."""
    return tuple(_called(item, arguments(item.get("function", {}).get("arguments", ""))) for item in items or ())


def arguments(text: str) -> dict[str, Any]:
    """What a string of JSON holds. Raises: Refusal 400 when it holds no object."""
    try:
        value, rest = first_value(text.encode("utf-8", "replace"), empty="")
    except Refusal:
        raise Refusal(400, "invalid tool call arguments") from None
    if not (value is None or isinstance(value, dict)) or rest.strip():
        raise Refusal(400, "invalid tool call arguments")
    return value or {}


def calls(wanted: Iterable[ToolCall], first: int = 0) -> list[dict[str, Any]]:
    """Calls as the native API tells them, counted from `first`."""
    return [
        {"id": call.id, "function": {"index": index, "name": call.name, "arguments": dict(call.arguments)}}
        for index, call in enumerate(wanted, first)
    ]


def openai_calls(wanted: Iterable[ToolCall], first: int = 0) -> list[dict[str, Any]]:
    """Calls as OpenAI's chat tells them: the arguments are a string."""
    return [
        {
            "id": call.id,
            "index": index,
            "type": "function",
            "function": {"name": call.name, "arguments": encode(dict(call.arguments))},
        }
        for index, call in enumerate(wanted, first)
    ]


def _tool(function: Mapping[str, Any]) -> Tool:
    return Tool(function.get("name", ""), function.get("description", ""), function.get("parameters", {}))


def _called(item: Mapping[str, Any], given: Mapping[str, Any]) -> ToolCall:
    return ToolCall(item.get("function", {}).get("name", ""), given, item.get("id", ""))
