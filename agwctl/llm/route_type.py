"""What a request on an LLM route is, told by its path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

__all__ = ["LLM_SECTION", "LLM_SECTION_DETECT", "RouteType", "SuffixTable", "by_path", "by_suffix", "suffix_table"]


class RouteType(StrEnum):
    """How a request is understood; the values are the configuration's words."""

    COMPLETIONS = "completions"
    MESSAGES = "messages"
    MODELS = "models"
    PASSTHROUGH = "passthrough"
    DETECT = "detect"
    RESPONSES = "responses"
    EMBEDDINGS = "embeddings"
    REALTIME = "realtime"
    TOKEN_COUNT = "anthropicTokenCount"
    RERANK = "rerank"


SuffixTable = tuple[tuple[str, RouteType], ...]
"""Ends of paths in the order in which they are tried; `*` is the empty end."""


def suffix_table(routes: Mapping[str, str]) -> SuffixTable:
    """An `ai.routes` map, longest end first, `*` last; what it leaves open is completions."""
    ends = sorted(((end, RouteType(word)) for end, word in routes.items() if end != "*"), key=lambda e: -len(e[0]))
    return (*ends, ("", RouteType(routes.get("*", RouteType.COMPLETIONS))))


def by_suffix(table: SuffixTable, path: str) -> RouteType:
    """The type of a path without its query."""
    return next(kind for end, kind in table if path.endswith(end))


_DETECTED = ("/responses/compact", "/images/generations", "/images/edits", "/images/variations")
_OPENAI = {
    "/v1/chat/completions": RouteType.COMPLETIONS,
    "/v1/responses": RouteType.RESPONSES,
    "/v1/embeddings": RouteType.EMBEDDINGS,
    **{f"/v1{end}": RouteType.DETECT for end in _DETECTED},
}
_SECTION = {
    **_OPENAI,
    "/v1/messages": RouteType.MESSAGES,
    ":rawPredict": RouteType.MESSAGES,
    ":streamRawPredict": RouteType.MESSAGES,
    "/v1/rerank": RouteType.RERANK,
    "/v2/rerank": RouteType.RERANK,
}
LLM_SECTION = suffix_table({**_SECTION, "*": RouteType.PASSTHROUGH})
"""The built-in map of the `llm` section."""
LLM_SECTION_DETECT = suffix_table({**_SECTION, "*": RouteType.DETECT})
"""The same for a model with `passthrough: detect`."""

_MAPPED = suffix_table({**_OPENAI, "/v1/messages": RouteType.MESSAGES})
_CORRECTABLE = re.compile(
    "(?:/v1)*(" + "|".join(end.removeprefix("/v1") for end, _ in _MAPPED if end) + ")",
)


def by_path(method: str, path: str, *, client_path: bool) -> tuple[RouteType, str]:
    """The type of a request where nothing is configured, and its path with the `/v1` put right.

    `client_path` says that the upstream gets the client's path (a host override, no prefix, no override): only then is
    a missing or doubled `/v1` mended, and does an Anthropic request go through as it is, since Ollama speaks that.
    A POST that nothing else claims is a chat completion.
    """
    if method != "POST":
        return RouteType.PASSTHROUGH, path
    if client_path and (bare := _CORRECTABLE.fullmatch(path)):
        path = f"/v1{bare[1]}"
    for end, kind in _MAPPED:
        if end and path.endswith(end):
            if kind is not RouteType.MESSAGES:
                return kind, path
            return (RouteType.PASSTHROUGH if client_path else RouteType.COMPLETIONS), path
    if path.startswith(("/v1/", "/api/")):
        return RouteType.PASSTHROUGH, path
    return RouteType.COMPLETIONS, path
