"""How many tokens an answer cost, from a whole document or from the end of a stream that went by."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Usage", "from_stream_tail", "usage_of"]


@dataclass(frozen=True, slots=True)
class Usage:
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
    inner = details if isinstance(details, Mapping) else {}
    return Usage(
        _count(reported, "prompt_tokens", "input_tokens"),
        _count(reported, "completion_tokens", "output_tokens"),
        _count({**inner, **reported}, "cache_read_input_tokens", "cached_tokens"),
        _count({**reported, **inner}, "cache_write_tokens", "cache_creation_input_tokens"),
    )


def _count(reported: Mapping[str, Any], *names: str) -> int | None:
    return next((reported[name] for name in names if type(reported.get(name)) is int), None)


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
