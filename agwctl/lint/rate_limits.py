"""The local rate limits of a configuration, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from agwctl.config.llm import LlmPolicies
from agwctl.config.model import Model
from agwctl.config.policy import RoutePolicies
from agwctl.lint.nodes import at, given, items
from agwctl.lint.rule import LintContext
from agwctl.source.node import Node

__all__ = ["RateLimit", "rate_limits"]


class RateLimit(NamedTuple):
    """One bucket, and the policies that it belongs to."""

    owner: Model
    node: Node


def rate_limits(ctx: LintContext) -> Iterator[RateLimit]:
    """The buckets of all routes and of the `llm` section, those under a condition included."""
    owners: list[Model] = [*ctx.each(RoutePolicies), *ctx.each(LlmPolicies)]
    for owner in owners:
        for bucket in items(given(owner, "local_rate_limit")):
            conditional = at(bucket, "conditional")
            for node in items(conditional if conditional is not None else bucket):
                yield RateLimit(owner, node)
