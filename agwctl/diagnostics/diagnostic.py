"""What is wrong with a document: findings that name a node, and diagnostics that name a place."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from agwctl.source.node import Edit, Node, Source, Span

__all__ = ["Code", "Diagnostic", "Edit", "Finding", "Fix", "Label", "LocatedEdit", "LocatedFix", "Related", "Severity"]


class Severity(Enum):
    """How bad it is; an error is what agentgateway refuses to load."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Code(NamedTuple):
    """A kind of diagnostic: its lasting number and name, and the statement that it makes."""

    id: str
    name: str
    severity: Severity
    title: str


class Label(NamedTuple):
    """Another node that has to do with it."""

    node: Node
    message: str


class Fix(NamedTuple):
    """A change that cures it; `safe` when it cannot change what the user meant."""

    title: str
    safe: bool
    edits: tuple[Edit, ...]


class Finding(NamedTuple):
    """A mistake at a node of one document; lines and columns are computed late, in `locate`."""

    code: Code
    node: Node
    message: str
    hint: str | None = None
    related: tuple[Label, ...] = ()
    fix: Fix | None = None


class Related(NamedTuple):
    """Another place that has to do with it."""

    message: str
    pointer: str
    span: Span
    source: Source | None = None
    """The text, when it is another one."""


class LocatedEdit(NamedTuple):
    """`text` takes the place of the span."""

    span: Span
    text: str


class LocatedFix(NamedTuple):
    """A fix in terms of places."""

    title: str
    safe: bool
    edits: tuple[LocatedEdit, ...]


class Diagnostic(NamedTuple):
    """A mistake with its place; `pointer` is the YAML path, `document` counts from 0 in the file."""

    code: Code
    message: str
    hint: str | None
    source: Source
    document: int
    pointer: str
    span: Span
    related: tuple[Related, ...] = ()
    fix: LocatedFix | None = None

    @property
    def severity(self) -> Severity:
        return self.code.severity

    @property
    def is_fixable(self) -> bool:
        """Whether it can be cured without asking."""
        return self.fix is not None and self.fix.safe

    @property
    def subject(self) -> str:
        """The last key of the pointer."""
        return self.pointer.rpartition(".")[2] or self.source.path
