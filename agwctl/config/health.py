"""The policy `health`: when an upstream counts as down, and for how long it is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from agwctl.config.expression import Expression, Prefix
from agwctl.config.model import Model
from agwctl.config.types import I32, Duration, Number
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Finding


class Eviction(Model):
    """When an upstream that fails gets no more requests, and for how long."""

    duration: Duration | None = None
    """How long it is left alone the first time, and how much longer each further time."""
    restore_health: Number | None = None
    """The health with which it comes back, from 0 to 1."""
    consecutive_failures: I32 | None = None
    """Failures in a row after which it is left alone."""
    health_threshold: Number | None = None
    """The health, from 0 to 1, below which it is left alone."""

    def mistakes(self) -> Iterator[Finding]:
        """Reports shares that are none."""
        for field, wire in (("restore_health", "restoreHealth"), ("health_threshold", "healthThreshold")):
            share = getattr(self, field)
            if share is not None and not 0 <= share <= 1:
                message = f"health.eviction.{wire} must be between 0.0 and 1.0"
                yield Finding(codes.OUT_OF_RANGE, self.node(field), message, "write a number from 0 to 1")


class Health(Model):
    """When an upstream counts as down."""

    unhealthy_expression: Annotated[Expression, Prefix("health.unhealthyExpression: ")] | None = None
    """What is true of an answer that counts as a failure; 5xx and broken connections when absent."""
    eviction: Eviction | None = None
    """When it gets no more requests; it always gets some when absent."""
