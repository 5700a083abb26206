"""The section `llm.virtualModels`: names behind which one of several models answers."""

from __future__ import annotations

from agwctl.config.expression import Expression
from agwctl.config.model import Model
from agwctl.config.types import Size, Weight


class WeightedTarget(Model):
    """A model with its share of the requests."""

    model: str
    """A name that an entry of `llm.models` answers to."""
    weight: Weight = 1
    """Its share."""


class Weighted(Model):
    """Models that are chosen at random."""

    targets: list[WeightedTarget]
    """The models."""


class FailoverTarget(Model):
    """A model and when its turn comes."""

    model: str
    """A name that an entry of `llm.models` answers to."""
    priority: Size
    """Its rank: the lowest number is tried first."""


class Failover(Model):
    """Models of which the next one answers when the first are unhealthy."""

    targets: list[FailoverTarget]
    """The models."""


class ConditionalTarget(Model):
    """A model and the condition under which it answers."""

    when: Expression | None = None
    """The condition; without one it is the last resort, and must be last."""
    model: str
    """A name that an entry of `llm.models` answers to."""


class ConditionalRouting(Model):
    """Models of which the first one whose condition is true answers."""

    targets: list[ConditionalTarget]
    """The models."""


class Routing(Model):
    """How the model is chosen: exactly one of these."""

    weighted: Weighted | None = None
    """At random."""
    failover: Failover | None = None
    """The next one when the first are unhealthy."""
    conditional: ConditionalRouting | None = None
    """By conditions on the request."""


class VirtualModel(Model):
    """A name behind which one of several models answers."""

    name: str
    """The name that clients ask for."""
    routing: Routing
    """How the model is chosen."""
