"""The response object of /v1/responses and its items, keys in the order of a reply that is no stream."""

from __future__ import annotations

from typing import Any

from agwctl.ollama.answer import ToolCall
from agwctl.ollama.engine import Engine
from agwctl.ollama.generation import Account
from agwctl.ollama.gojson import encode
from agwctl.ollama.release import FULL_RESPONSES

__all__ = ["message_item", "reasoning_item", "response_object", "text_part", "tool_item", "usage"]


def response_object(
    engine: Engine, asked: dict[str, Any], identity: str, created: int, end: dict[str, Any]
) -> dict[str, Any]:
    """The object with what `end` says of its status, output and usage; an older release has much less of it."""
    full = {
        "id": identity,
        "object": "response",
        "created_at": created,
        "completed_at": engine.clock.now() // 10**9,
        "status": "completed",
        "incomplete_details": None,
        "model": asked.get("model", ""),
        "previous_response_id": None,
        "instructions": asked.get("instructions") or None,
        "output": [],
        "error": None,
        "tools": [_tool(tool) for tool in asked.get("tools", ())],
        "tool_choice": "auto",
        "truncation": asked.get("truncation", "disabled"),
        "parallel_tool_calls": True,
        "text": {"format": _format(asked)},
        "top_p": asked.get("top_p", 1),
        "presence_penalty": 0,
        "frequency_penalty": 0,
        "top_logprobs": 0,
        "temperature": asked.get("temperature", 1),
        "reasoning": _reasoning(asked),
        "usage": None,
        "max_output_tokens": asked.get("max_output_tokens"),
        "max_tool_calls": None,
        "store": False,
        "background": asked.get("background", False),
        "service_tier": "default",
        "metadata": {},
        "safety_identifier": None,
        "prompt_cache_key": None,
    } | end
    return full if engine.release.has(FULL_RESPONSES) else _small(full)


def message_item(identity: str, text: str) -> dict[str, Any]:
    """What the model said."""
    item = {"id": identity, "type": "message", "status": "completed", "role": "assistant"}
    return item | {"content": [text_part(text)]}


def text_part(text: str) -> dict[str, Any]:
    """The text in it."""
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def reasoning_item(identity: str, thinking: str) -> dict[str, Any]:
    """What it thought, twice."""
    summary = [{"type": "summary_text", "text": thinking}]
    return {"id": identity, "type": "reasoning", "summary": summary, "encrypted_content": thinking}


def tool_item(identity: str, call: ToolCall) -> dict[str, Any]:
    """What it wants to have called."""
    item = {"id": identity, "type": "function_call", "status": "completed", "call_id": call.id, "name": call.name}
    return item | {"arguments": encode(dict(call.arguments))}


def usage(account: Account) -> dict[str, Any]:
    """The tokens."""
    return {
        "input_tokens": account.prompt_tokens,
        "output_tokens": account.tokens,
        "total_tokens": account.prompt_tokens + account.tokens,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens_details": {"reasoning_tokens": 0},
    }


def _tool(tool: dict[str, Any]) -> dict[str, Any]:
    known = {name: tool.get(name) for name in ("description", "strict", "parameters")}
    members = {"tools": tool["tools"]} if tool.get("tools") else {}
    return {"type": tool.get("type", ""), "name": tool.get("name", "")} | known | members


def _format(asked: dict[str, Any]) -> dict[str, Any]:
    given = asked.get("text", {}).get("format")
    if given is None:
        return {"type": "text"}
    rest = {name: given[name] for name in ("name", "schema", "strict") if given.get(name) not in (None, "")}
    return {"type": given.get("type", "")} | rest


def _reasoning(asked: dict[str, Any]) -> dict[str, Any] | None:
    given = asked.get("reasoning", {})
    return {name: given[name] for name in ("effort", "summary") if given.get(name)} or None


def _small(full: dict[str, Any]) -> dict[str, Any]:
    """The object of the first releases that had it."""
    small = {name: full[name] for name in ("id", "object", "created_at", "status", "model", "output", "usage")}
    small["output"] = [_small_item(item) for item in small["output"]]
    tokens = small["usage"] or {}
    small["usage"] = {name: count for name, count in tokens.items() if isinstance(count, int)} or None
    return small


def _small_item(item: dict[str, Any]) -> dict[str, Any]:
    if item["type"] != "message":
        return item
    return item | {"content": [{"type": part["type"], "text": part["text"]} for part in item["content"]]}
