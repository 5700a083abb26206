"""Which formats reach which provider."""

from __future__ import annotations

import pytest

from agwctl.llm.failure import LlmError
from agwctl.llm.formats import OLLAMA, OPENAI, check_format
from agwctl.llm.route_type import RouteType


@pytest.mark.parametrize("spoken", [OPENAI, OLLAMA])
@pytest.mark.parametrize("word", ["completions", "responses", "embeddings", "passthrough", "detect", "models"])
def test_what_needs_no_conversion_passes(spoken: frozenset[RouteType], word: str) -> None:
    check_format(RouteType(word), spoken, "any")


@pytest.mark.parametrize(
    ("kind", "spoken", "provider", "detail"),
    [
        (RouteType.RERANK, OLLAMA, "ollama", "unsupported conversion: from Rerank to provider ollama"),
        (
            RouteType.EMBEDDINGS,
            [RouteType.COMPLETIONS],
            "custom",
            "unsupported conversion: from Embeddings to provider custom",
        ),
    ],
)
def test_what_no_conversion_helps_is_refused(
    kind: RouteType, spoken: list[RouteType], provider: str, detail: str
) -> None:
    with pytest.raises(LlmError) as raised:
        check_format(kind, spoken, provider)
    assert (raised.value.detail, raised.value.code) == (detail, "unsupported_conversion")


@pytest.mark.parametrize("kind", [RouteType.MESSAGES, RouteType.TOKEN_COUNT, RouteType.RERANK])
def test_what_is_not_built_says_so(kind: RouteType) -> None:
    with pytest.raises(LlmError) as raised:
        check_format(kind, OPENAI, "openai")
    assert (raised.value.code, raised.value.status) == ("conversion_not_built", 501)
