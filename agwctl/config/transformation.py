"""The policy `transformations`: requests and answers changed by expressions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from agwctl.config import conditional
from agwctl.config.expression import Expression
from agwctl.config.model import Model, NotNull
from agwctl.diagnostics.diagnostic import Finding


class Transformation(Model):
    """Changes to a message; an expression that fails removes what it was for."""

    add: dict[str, Expression] = {}
    """Headers that are added, each with an expression for its value."""
    set: dict[str, Expression] = {}
    """Headers that are set, each with an expression for its value; `:path` and the like stand for parts of the head."""
    remove: list[str] = []
    """Headers that are removed."""
    replace: Expression | None = None
    """An expression for a map that takes the place of all headers but `host`."""
    body: Expression | None = None
    """An expression for the body."""
    metadata: dict[str, Expression] = {}
    """Values that later expressions find under `metadata`."""


class Transformations(Model):
    """Changes to the request, and to its answer."""

    request: Transformation | None = None
    """Changes before the request goes upstream."""
    response: Transformation | None = None
    """Changes before the answer goes to the client."""


class TransformationsCase(Transformations):
    """One of several, with the condition under which it is the one."""

    is_open = True

    condition: Expression | None = None
    """What must be true; without it the entry is for all that is left."""


class TransformationsPolicy(Transformations):
    """Changes to the request and its answer, or a choice between several."""

    instead = "conditional"

    conditional: Annotated[list[TransformationsCase], NotNull()] | None = None
    """The first entry whose condition is true counts."""

    def mistakes(self) -> Iterator[Finding]:
        """Reports conditions of which some can never count."""
        return conditional.mistakes(self)
