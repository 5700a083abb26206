"""The policy `directResponse`: a fixed answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from agwctl.config import conditional
from agwctl.config.expression import Expression
from agwctl.config.model import Model, NotNull, NotRun
from agwctl.config.types import ByteText, Status
from agwctl.diagnostics.diagnostic import Finding


class FixedAnswer(Model):
    """An answer that needs no upstream."""

    status: Status
    """Its status."""
    body: ByteText = b""
    """Its body: text, or a list of bytes."""
    headers: Annotated[NotRun[dict[str, Expression]], NotNull()] = None
    """Its headers, each from an expression."""
    body_expression: NotRun[Expression] = None
    """An expression for the body, in place of `body`."""


class FixedAnswerCase(FixedAnswer):
    """One of several, with the condition under which it is the one."""

    is_open = True

    condition: Expression | None = None
    """What must be true; without it the entry is for all that is left."""


class DirectResponse(FixedAnswer):
    """A fixed answer, or a choice between several."""

    instead = "conditional"
    last_wins = True

    conditional: Annotated[NotRun[list[FixedAnswerCase]], NotNull()] = None
    """The first entry whose condition is true counts."""

    def mistakes(self) -> Iterator[Finding]:
        """Reports conditions of which some can never count."""
        return conditional.mistakes(self)
