"""Bodies of unknown kind: model, stream flag and usage are read where they are to be found."""

from __future__ import annotations

from typing import Any

from agwctl.llm.dialects import LlmReply, LlmRequest
from agwctl.llm.document import UNREADABLE, Document, Reply, write
from agwctl.llm.usage import usage_of

__all__ = ["read_reply", "read_request"]

_LOGGED: dict[str, tuple[type, ...]] = {
    "temperature": (int, float),
    "top_p": (int, float),
    "frequency_penalty": (int, float),
    "presence_penalty": (int, float),
    "seed": (int,),
    "encoding_format": (str,),
    "dimensions": (int,),
}


def read_request(document: Document) -> LlmRequest:
    """A JSON body written again compactly, any other as it came."""
    try:
        value = document.value
        body = write(value)
    except UNREADABLE:
        return LlmRequest(document.raw, "")
    if not isinstance(value, dict):
        return LlmRequest(body, "")
    return LlmRequest(body, _model(value) or "", value.get("stream") is True, _parameters(value))


def read_reply(body: bytes) -> LlmReply:
    """A reply as it came, with what can be read of it."""
    try:
        value = Reply(body).value
    except UNREADABLE:
        return LlmReply(body)
    if not isinstance(value, dict):
        return LlmReply(body)
    return LlmReply(body, _model(value), usage_of(value.get("usage")))


def _model(value: dict[str, Any]) -> str | None:
    message = value.get("message")
    places = (value, message if isinstance(message, dict) else {})
    return next((place["model"] for place in places if isinstance(place.get("model"), str)), None)


def _parameters(value: dict[str, Any]) -> dict[str, float | int | str]:
    found = {name: value[name] for name, types in _LOGGED.items() if type(value.get(name)) in types}
    for name in ("max_completion_tokens", "max_tokens"):
        if type(value.get(name)) is int:
            found["max_tokens"] = value[name]
            break
    return found
