"""What goes wrong: with a model, or on a path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from agwctl.config.model import Model, NotNull, OneOf, Unit
from agwctl.config.types import Method, Range, Status
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Finding
from agwctl.ollama.scenario.amounts import Bytes, Probability, Seconds
from agwctl.source.node import Node

__all__ = ["LoadFailure", "ModelFault", "PathFault"]

Count = Annotated[int, Range(0, 2**31 - 1, "a number of tokens")]
Times = Annotated[int, Range(1, 2**31 - 1, "a number of times"), NotNull()]


class LoadFailure(Model):
    """How the runner ends before it is ready."""

    exit_status: Annotated[int, Range(1, 255, "an exit status")] = 1
    last_line: str = ""
    """What it says last."""


class ModelFault(OneOf):
    """What goes wrong with a model."""

    beside = ("times", "probability")
    alone = ("times", "probability")

    times: Times | None = None
    """For how many requests; without it for all of them."""
    probability: Annotated[Probability, NotNull()] | None = None
    """How likely it strikes one of them, from 0 to 1; the seed decides which."""
    out_of_memory: Unit = None
    """It cannot be loaded: there is too little memory."""
    load_fails: str | LoadFailure | None = None
    """It cannot be loaded; a text is the runner's last line."""
    load_stalls: Unit = None
    """It is never loaded: the server gives up."""
    crash_after_tokens: Count | None = None
    """The runner dies after that many tokens; 0 is before the first one."""
    close_after_tokens: Count | None = None
    """The connection is cut in the middle of the answer."""
    hang_after_tokens: Count | None = None
    """Nothing more comes; 0 is from the beginning."""
    slow_load: Seconds | None = None
    """Loading takes that long."""
    slow_first_token: Seconds | None = None
    """The first token takes that much longer."""
    dies_idle: Unit = None
    """The runner dies after the request; nobody notices, it is loaded again for the next one."""
    queue_full: Unit = None
    """The server is busy: 503."""
    context_overflow: Unit = None
    """Every prompt is too long for the context: 400."""
    unauthorized: Unit = None
    """The cloud wants a sign-in: 401."""
    forbidden: Unit = None
    """The cloud is disabled: 403."""

    @property
    def lasts(self) -> bool:
        """Whether no request is left for what stands behind it."""
        return self.times is None and self.probability is None and self.which not in ("slow_load", None)

    def mistakes(self) -> Iterator[Finding]:
        if self.which is None:
            hint = "say what happens, such as outOfMemory or crashAfterTokens: 2"
            yield Finding(codes.NO_VARIANT, self.node(), "a fault that does nothing", hint)


class PathFault(Model):
    """What goes wrong on a path, whatever the model."""

    path: str
    """As in the request, without a query; a `*` at the end stands for anything."""
    method: Annotated[Method, NotNull()] | None = None
    """Without it any."""
    times: Times | None = None
    """For how many requests; without it for all of them."""
    probability: Annotated[Probability, NotNull()] | None = None
    """How likely it strikes one of them, from 0 to 1; the seed decides which."""
    delay: Annotated[Seconds, NotNull()] | None = None
    """How long nothing happens first."""
    status: Annotated[Status, NotNull()] | None = None
    """The answer's status, in the place of the real one."""
    headers: dict[str, str] = {}
    """More fields of that answer, such as Retry-After."""
    body: str | dict[str, Node] | None = None
    """The answer's body: text, or an object that is written as JSON."""
    hang: bool = False
    """No answer ever comes."""
    refuse: bool = False
    """The connection is closed without an answer."""
    close_after: Annotated[Bytes, NotNull()] | None = None
    """The connection is cut after so much of the answer's body."""

    @property
    def lasts(self) -> bool:
        """Whether it takes all requests that it fits, so that none is left for what stands behind it."""
        return self.times is None and self.probability is None

    @property
    def ends(self) -> list[str]:
        """The fields of which each says how the request ends."""
        ways = ("status", "hang", "refuse", "close_after")
        return [name for name in ways if getattr(self, name) not in (None, False)]

    def mistakes(self) -> Iterator[Finding]:
        ends = self.ends
        if len(ends) > 1:
            message = f"`{_wire(ends[1])}` and `{_wire(ends[0])}` cannot both be given"
            yield Finding(codes.SEVERAL_VARIANTS, self.key_node(ends[1]), message, "keep one of them")
        elif not ends and self.delay is None:
            hint = "say what happens: status, delay, hang, refuse or closeAfter"
            yield Finding(codes.NO_VARIANT, self.node(), "a fault that does nothing", hint)
        if self.status is None and (self.body is not None or self.headers):
            name = "body" if self.body is not None else "headers"
            yield Finding(codes.MISSING_KEY, self.key_node(name), "missing field `status`", "add 'status' beside it")
        for name, text in self.headers.items():
            if hint := _unsendable(name, text):
                message = f"this header cannot be sent: {name!r}"
                yield Finding(codes.BAD_NAME, self.key_node("headers"), message, hint)


def _unsendable(name: str, text: str) -> str:
    """How a header would have to be written, "" when it is well."""
    if not _HEADER_NAME.fullmatch(name):
        return "a name has no spaces and no colons"
    if name.lower() in ("content-length", "transfer-encoding"):
        return "leave it out: it follows from the body"
    return "its text is one line" if _LINE_END.search(text) else ""


_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_LINE_END = re.compile(r"[\r\n\0]")


def _wire(field: str) -> str:
    return {"close_after": "closeAfter"}.get(field, field)
