"""OpenAI's API: chat completions, embeddings and responses.

Bodies are checked and written again as agentgateway 1.4.1 does it: known fields first, the rest as it came.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any, NamedTuple

from agwctl.llm.dialects import LlmReply, LlmRequest, TokenCap
from agwctl.llm.document import UNREADABLE, Document, Reply, write
from agwctl.llm.failure import LlmError
from agwctl.llm.route_type import RouteType
from agwctl.llm.serde import explain, summary
from agwctl.llm.shape import (
    ANY,
    BOOLEAN,
    F32,
    STRING,
    Absent,
    Field,
    Integer,
    Mismatch,
    OneOf,
    Sequence,
    Shape,
    Struct,
    Word,
)
from agwctl.llm.usage import usage_of

__all__ = ["read_reply", "read_request"]

_U32 = Integer("u32", 0, 2**32 - 1)
_U64 = Integer("u64", 0, 2**64 - 1)
_I64 = Integer("i64", -(2**63), 2**63 - 1)


class _Kind(NamedTuple):
    request: Struct
    reply: Struct
    reply_as_sent: bool = False
    """The reply is only checked."""


_CHAT_CONTENT = OneOf(
    "Content",
    STRING,
    Sequence(Struct("ContentPart", Field("type", STRING, Absent.REFUSED), Field("text", STRING))),
)
_CHAT_MESSAGE = Struct(
    "RequestMessage", Field("role", STRING, Absent.REFUSED), Field("name", STRING), Field("content", _CHAT_CONTENT)
)
_CHAT_REQUEST = Struct(
    "Request",
    Field("messages", Sequence(_CHAT_MESSAGE), Absent.REFUSED),
    Field("model", STRING),
    Field("top_p", F32),
    Field("temperature", F32),
    Field("stream", BOOLEAN),
    Field("stream_options", Struct("StreamOptions", Field("include_usage", BOOLEAN, Absent.REFUSED))),
    Field("frequency_penalty", F32),
    Field("presence_penalty", F32),
    Field("seed", _I64),
    Field("max_tokens", _U32),
    Field("max_completion_tokens", _U32),
    Field("stop", ANY),
    Field("tools", Sequence(ANY)),
    Field("tool_choice", ANY),
    Field("user", STRING),
)
_CHAT_USAGE = Struct("Usage", *(Field(f"{part}_tokens", _U32, lambda: 0) for part in ("prompt", "completion", "total")))
_CHAT_REPLY_MESSAGE = Struct("ResponseMessage", Field("content", STRING), Field("role", STRING))
_CHAT_REPLY = Struct(
    "Response",
    Field("model", STRING, Absent.REFUSED),
    Field("usage", _CHAT_USAGE, Absent.NULL),
    Field("choices", Sequence(Struct("Choice", Field("message", _CHAT_REPLY_MESSAGE, dict))), list),
)
_EMBEDDINGS_REQUEST = Struct(
    "Request",
    Field("model", STRING, Absent.NULL),
    Field("input", ANY, Absent.REFUSED),
    Field("user", STRING),
    Field("encoding_format", Word("float", "base64")),
    Field("dimensions", _U32),
)
_EMBEDDINGS_REPLY = Struct(
    "Response",
    Field("object", STRING, Absent.REFUSED),
    Field("model", STRING, Absent.REFUSED),
    Field(
        "usage",
        Struct("Usage", Field("prompt_tokens", _U32, Absent.REFUSED), Field("total_tokens", _U32, Absent.REFUSED)),
    ),
)
_RESPONSES_REQUEST = Struct(
    "Request",
    Field("input", OneOf("RequestInput", STRING, Sequence(ANY)), Absent.REFUSED),
    Field("model", STRING),
    Field("max_output_tokens", _U32),
    Field("temperature", F32),
    Field("top_p", F32),
    Field("stream", BOOLEAN),
)
_RESPONSES_REPLY = Struct(
    "Response",
    Field("id", STRING, Absent.REFUSED),
    Field("status", STRING, Absent.REFUSED),
    Field("output", Sequence(ANY), Absent.REFUSED),
    Field("model", STRING, Absent.REFUSED),
    Field(
        "usage",
        Struct("Usage", Field("input_tokens", _U64, Absent.REFUSED), Field("output_tokens", _U64, Absent.REFUSED)),
    ),
)
_KINDS = {
    RouteType.COMPLETIONS: _Kind(_CHAT_REQUEST, _CHAT_REPLY),
    RouteType.EMBEDDINGS: _Kind(_EMBEDDINGS_REQUEST, _EMBEDDINGS_REPLY, reply_as_sent=True),
    RouteType.RESPONSES: _Kind(_RESPONSES_REQUEST, _RESPONSES_REPLY),
}


def read_request(
    kind: RouteType,
    document: Document,
    *,
    model: str | None = None,
    request_model_wins: bool = False,
    token_cap: TokenCap = TokenCap.AS_SENT,
) -> LlmRequest:
    """The request as it goes upstream.

    `model` is the configured one: it replaces the client's, unless `request_model_wins` and the client names one.

    Raises:
        LlmError: not JSON, not a request of this kind, or nobody names a model.
    """
    shape = _KINDS[kind].request
    value = _parsed(document, shape, "request", "invalid_json")
    if model is not None:
        value = _with_model(value, model, request_model_wins)
    if kind is RouteType.COMPLETIONS and isinstance(value, dict):
        value = _adapt_chat(value, token_cap)
    try:
        request: dict[str, Any] = shape.accept(value)
        named = request.get("model")
        if named is None or (request_model_wins and not named):
            raise LlmError("missing field: model not specified", "model_missing")
        streams = kind is not RouteType.EMBEDDINGS and request.get("stream") is True
        return LlmRequest(write(request), named, streams, _parameters(request))
    except Mismatch as mismatch:
        reason = explain(document.raw, shape) if model is None else None
        raise LlmError(f"failed to parse request: {reason or mismatch}", "invalid_request") from None
    except UNREADABLE as error:
        raise _unreadable(error, document.raw, ANY, "request", "invalid_json") from None


def read_reply(kind: RouteType, body: bytes) -> LlmReply:
    """A successful (2xx) buffered reply as it goes to the client; others pass untouched and do not come here.

    Raises:
        LlmError: not JSON or not a reply of this kind.
    """
    _, shape, as_sent = _KINDS[kind]
    value = _parsed(Reply(body), shape, "response", "upstream_reply_unreadable")
    try:
        reply: dict[str, Any] = shape.accept(value)
        if kind is RouteType.RESPONSES:
            reply["output"] = [_output_item(item) for item in reply["output"]]
        return LlmReply(body if as_sent else write(reply), reply["model"], usage_of(reply.get("usage")))
    except Mismatch as mismatch:
        reason = explain(body, shape) or mismatch
        raise LlmError(f"failed to parse response: {reason}", "upstream_reply_unreadable") from None
    except UNREADABLE as error:
        raise _unreadable(error, body, ANY, "response", "upstream_reply_unreadable") from None


def _parsed(document: Document, shape: Shape, what: str, code: str) -> Any:
    try:
        return document.value
    except UNREADABLE as error:
        raise _unreadable(error, document.raw, shape, what, code) from None


def _unreadable(error: Exception, raw: bytes, shape: Shape, what: str, code: str) -> LlmError:
    return LlmError(f"failed to parse {what}: {explain(raw, shape) or summary(error)}", code)


def _with_model(value: Any, model: str, request_model_wins: bool) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise LlmError("missing field: request must be an object", "invalid_request")
    asked = value.get("model")
    chosen = asked if request_model_wins and isinstance(asked, str) and asked else model
    return {**value, "model": chosen}


def _adapt_chat(asked: dict[str, Any], token_cap: TokenCap) -> dict[str, Any]:
    """Ask for the usage of a stream, and name the token cap as the upstream reads it."""
    if asked.get("stream") is True and asked.get("stream_options") is None:
        asked = {**asked, "stream_options": {"include_usage": True}}
    if token_cap is TokenCap.AS_SENT or (
        token_cap is TokenCap.OPENAI and not str(asked.get("model")).startswith("gpt-")
    ):
        return asked
    caps = [asked[name] for name in _CHAT_CAPS if asked.get(name) is not None]
    if not caps:
        return asked
    wanted = "max_completion_tokens" if token_cap is TokenCap.OPENAI else "max_tokens"
    return {**{name: value for name, value in asked.items() if name not in _CHAT_CAPS}, wanted: caps[0]}


_LOGGED = ("temperature", "top_p", "frequency_penalty", "presence_penalty", "seed", "encoding_format", "dimensions")
_CHAT_CAPS = ("max_completion_tokens", "max_tokens")
_CAPS = (*_CHAT_CAPS, "max_output_tokens")


def _parameters(request: Mapping[str, Any]) -> dict[str, float | int | str]:
    found = {name: _logged(request[name]) for name in _LOGGED if request.get(name) is not None}
    for name in _CAPS:
        if name in request:
            found["max_tokens"] = request[name]
            break
    return found


def _logged(value: float | int | str) -> float | int | str:
    """A 32-bit float as it is once widened: 0.7 is logged as 0.699999988079071."""
    if type(value) is not float:
        return value
    widened: float = struct.unpack("<f", struct.pack("<f", value))[0]
    return widened


def _output_item(item: Any) -> Any:
    """An item of a response's `output`; text parts always show `annotations` and `logprobs`."""
    if not isinstance(item, dict) or item.get("type") != "message" or not isinstance(item.get("content"), list):
        return item
    return {"type": "message", "content": [_output_part(part) for part in item["content"]], **_without(item, "content")}


def _output_part(part: Any) -> Any:
    if not isinstance(part, dict) or part.get("type") != "output_text":
        return part
    return {"type": "output_text", "annotations": [], "logprobs": None, **part}


def _without(item: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key != name}
