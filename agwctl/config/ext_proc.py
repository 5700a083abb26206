"""The policy `extProc`: another server reads and changes requests and answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, TypeAlias

from agwctl.config import conditional
from agwctl.config.auth import Server
from agwctl.config.expression import Expression
from agwctl.config.model import Model, NotNull
from agwctl.diagnostics.diagnostic import Finding

BodyMode: TypeAlias = Literal["none", "buffered", "bufferedPartial", "fullDuplexStreamed"]
HeadMode: TypeAlias = Literal["send", "skip"]


class Processing(Model):
    """Which parts the server sees."""

    request_body_mode: BodyMode = "fullDuplexStreamed"
    """How it sees the request's body."""
    response_body_mode: BodyMode = "fullDuplexStreamed"
    """How it sees the answer's body."""
    request_header_mode: HeadMode = "send"
    """Whether it sees the request's headers."""
    response_header_mode: HeadMode = "send"
    """Whether it sees the answer's headers."""
    request_trailer_mode: HeadMode = "send"
    """Whether it sees the request's trailers."""
    response_trailer_mode: HeadMode = "send"
    """Whether it sees the answer's trailers."""
    allow_mode_override: bool = False
    """Whether it may change the above for a request."""


class ExtProcRules(Server):
    """The server, and what it sees."""

    failure_mode: Literal["failClosed", "failOpen"] = "failClosed"
    """Whether requests are refused or go on when it does not answer."""
    metadata_context: dict[str, dict[str, Expression]] | None = None
    """What it is told beside them, by namespace, each from an expression."""
    request_attributes: dict[str, Expression] | None = None
    """What it is told with the request, each from an expression."""
    response_attributes: dict[str, Expression] | None = None
    """What it is told with the answer, each from an expression."""
    processing_options: Processing = Processing()
    """Which parts it sees."""


class ExtProcCase(ExtProcRules):
    """One of several, with the condition under which it is the one."""

    is_open = True

    condition: Expression | None = None
    """What must be true; without it the entry is for all that is left."""


class ExtProc(ExtProcRules):
    """A server that reads and changes requests and answers, or a choice between several."""

    instead = "conditional"

    conditional: Annotated[list[ExtProcCase], NotNull()] | None = None
    """The first entry whose condition is true counts."""

    def mistakes(self) -> Iterator[Finding]:
        """Reports conditions of which some can never count."""
        return conditional.mistakes(self)
