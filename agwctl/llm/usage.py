"""How many tokens an answer cost, from a whole document or from the end of a stream that went by."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

__all__ = ["Usage", "from_stream_tail", "usage_of"]


class Usage(NamedTuple):
    """Token counts as the upstream reported them; None where it did not."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_read_tokens: int | None = None
    cache_creation_tokens: int | None = None


def usage_of(reported: object) -> Usage | None:
    """A `usage` object of chat completions, responses, embeddings or messages."""
    if not isinstance(reported, Mapping):
        return None
    details = reported.get("prompt_tokens_details") or reported.get("input_tokens_details")
    if not isinstance(details, Mapping):
        details = _NONE
    return Usage(
        _first(reported.get("prompt_tokens"), reported.get("input_tokens")),
        _first(reported.get("completion_tokens"), reported.get("output_tokens")),
        _first(reported.get("cache_read_input_tokens"), details.get("cached_tokens")),
        _first(details.get("cache_write_tokens"), reported.get("cache_creation_input_tokens")),
    )


_NONE: Mapping[str, Any] = {}


def _first(one: Any, other: Any) -> int | None:
    """The first of two counts that is one."""
    if type(one) is int:
        return one
    return other if type(other) is int else None


_CHUNK_HEADER = re.compile(r"\r\n[0-9a-fA-F]+(?:;[^\r\n]*)?\r\n")
_USAGE = re.compile(r'"usage"[ \t]*:[ \t]*(?=\{)')
_MODEL = re.compile(r'"model"[ \t]*:[ \t]*("(?:[^"\\\r\n]|\\.)*")')
_OBJECT = json.JSONDecoder()


def from_stream_tail(tail: bytes) -> tuple[Usage | None, str | None]:
    """The last usage that a stream of events reported, and the model that answered.

    `tail` may begin anywhere and have chunk headers inside. A quote inside a JSON string is escaped, so text that a
    model wrote is never taken for a field.
    """
    text = _CHUNK_HEADER.sub("", tail.decode("utf-8", "replace"))
    usage = None
    for found in reversed(list(_USAGE.finditer(text))):
        try:
            usage = usage_of(_OBJECT.raw_decode(text, found.end())[0])
        except (ValueError, RecursionError):
            continue  # cut off by the end of the stream
        break
    models = _MODEL.findall(text)
    return usage, _string(models[-1]) if models else None


def _string(literal: str) -> str | None:
    try:
        return str(json.loads(literal)).encode(errors="replace").decode()
    except ValueError:
        return None
