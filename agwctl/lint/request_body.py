"""What a configuration writes into the bodies of LLM requests: `defaults` and `overrides`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from agwctl.config.ai import AiPolicy
from agwctl.config.llm import LlmModel
from agwctl.config.model import Model
from agwctl.lint.nodes import entries, given
from agwctl.lint.rule import LintContext
from agwctl.source.node import Node, Scalar

__all__ = ["BodyField", "body_fields"]


class BodyField(NamedTuple):
    """A field of the body that the configuration writes."""

    owner: Model
    """The `ai` policy or the entry of `llm.models`."""
    key: Scalar
    value: Node


def body_fields(ctx: LintContext) -> Iterator[BodyField]:
    """The fields that all requests get, in the order of the file."""
    for owner in (*ctx.each(AiPolicy), *ctx.each(LlmModel)):
        for name in ("defaults", "overrides"):
            for key, value in entries(given(owner, name)):
                yield BodyField(owner, key, value)
