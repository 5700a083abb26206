"""Ollama's own API: its version, its models, those that are loaded, and what single ones can do."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.network import Answer
from agwctl.ollama import replies
from agwctl.ollama.replies import Listed, Running, Shown

__all__ = ["LISTS", "credentials", "ps", "shown", "tags", "version"]

LISTS = 2**22
"""Bytes of a list of models, or of one model's description, that are read at most."""

T = TypeVar("T")


def credentials(environ: Mapping[str, str]) -> dict[str, str]:
    """OLLAMA_API_KEY as clients send it; nothing when it cannot be sent."""
    key = environ.get("OLLAMA_API_KEY", "").strip()
    return {"Authorization": f"Bearer {key}"} if key and key.isascii() and key.isprintable() else {}


def version(answer: Answer) -> str | Unread:
    """Of /api/version."""

    def read(reply: Mapping[str, Any]) -> str:
        told = reply["version"]
        if not isinstance(told, str) or not told:
            raise TypeError("version is no text")
        return told

    return _read("/api/version", answer, read)


def tags(answer: Answer) -> tuple[Listed, ...] | Unread:
    """Of /api/tags."""
    return _read("/api/tags", answer, lambda reply: tuple(replies.listed(each) for each in _models(reply)))


def ps(answer: Answer) -> tuple[Running, ...] | Unread:
    """Of /api/ps."""
    return _read("/api/ps", answer, lambda reply: tuple(replies.running(each) for each in _models(reply)))


def shown(answer: Answer, model: str) -> Shown | Unread:
    """Of /api/show."""
    return _read(f"/api/show of {model}", answer, replies.shown)


def _models(reply: Mapping[str, Any]) -> list[Any]:
    models = reply["models"]
    if models is None:
        return []
    if not isinstance(models, list) or not all(isinstance(each, dict) for each in models):
        raise TypeError("models is no list of objects")
    return models


def _read(what: str, answer: Answer, read: Callable[[Mapping[str, Any]], T]) -> T | Unread:
    if answer.status != 200 or not answer.is_whole:
        said = answer.problem or f"{answer.status}{_error(answer)}"
        return Unread(f"{what}: {said}")
    try:
        reply = json.loads(answer.body)
    except (ValueError, RecursionError):
        return Unread(f"{what} is not answered with JSON but with {answer.content_type.partition(';')[0] or 'bytes'}")
    if not isinstance(reply, dict):
        return Unread(f"{what} is answered with JSON that is no object")
    try:
        return read(reply)
    except (KeyError, TypeError, ValueError) as error:
        return Unread(f"{what} is answered with JSON of another shape: {error}")


def _error(answer: Answer) -> str:
    """What an error says, behind its status."""
    try:
        error = json.loads(answer.body)["error"]
    except (ValueError, RecursionError, TypeError, KeyError):
        return ""
    return f" {error[:100]}" if isinstance(error, str) else ""
