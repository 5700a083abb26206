"""Which formats a provider speaks, and what is said when it does not speak the request's."""

from __future__ import annotations

from collections.abc import Collection

from agwctl.llm.failure import LlmError
from agwctl.llm.route_type import RouteType

__all__ = ["OLLAMA", "OPENAI", "check_format"]

_BUILT = frozenset({RouteType.COMPLETIONS, RouteType.RESPONSES, RouteType.EMBEDDINGS})
_UNTYPED = frozenset({RouteType.PASSTHROUGH, RouteType.DETECT, RouteType.MODELS})

OPENAI = _BUILT | {RouteType.RERANK, RouteType.REALTIME}
"""What the openAI provider speaks."""
OLLAMA = _BUILT
"""What the `ollama` preset speaks."""

_INCONVERTIBLE = {RouteType.EMBEDDINGS: "Embeddings", RouteType.RERANK: "Rerank", RouteType.REALTIME: "Realtime"}


def check_format(kind: RouteType, spoken: Collection[RouteType], provider: str) -> None:
    """Refuse a request that the upstream would not understand.

    Raises:
        LlmError: nothing can be made of the format, or this version does not handle it yet.
    """
    if kind in _UNTYPED or (kind in spoken and kind in _BUILT):
        return
    if kind in _INCONVERTIBLE and kind not in spoken:
        raise LlmError(
            f"unsupported conversion: from {_INCONVERTIBLE[kind]} to provider {provider}", "unsupported_conversion"
        )
    raise LlmError(f"this version does not handle {kind} for provider {provider}", "conversion_not_built")
