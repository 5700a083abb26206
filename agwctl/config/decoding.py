"""One run over a document: what is found on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from agwctl.config.model import Model
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Code, Finding, Fix, Label
from agwctl.source.node import Node, Source

if TYPE_CHECKING:
    from agwctl.source.edit import Editor

__all__ = ["BAD", "Bad", "Decoder", "Decoding"]


class Bad:
    """The type of BAD."""

    def __repr__(self) -> str:
        return "BAD"


BAD: Final = Bad()
"""What a decoder returns when it has reported why there is no value."""

_WITHOUT = "take it out, or run this configuration with agentgateway"


class Decoding:
    """Collects findings, and remembers which objects have a mistake in a field of their own."""

    def __init__(
        self,
        read_file: Callable[[str], str],
        environ: Mapping[str, str] = MappingProxyType({}),
        document: tuple[Source, Node] | None = None,
    ) -> None:
        self.findings: list[Finding] = []
        self.unsound: set[int] = set()
        self.unchecked: list[Node] = []
        """Keys whose values nobody looked into."""
        self.last_wins = False
        """Whether equal keys are taken as agentgateway takes them below some objects: the last one counts."""
        self.read_file = read_file
        self.environ = environ
        self.document = document
        """The text and its root; None where there is none, and so nothing to edit."""
        self._editor: Editor | None = None
        self._told_above = False

    @property
    def editor(self) -> Editor | None:
        """Makes edits of the document; loaded only once something is wrong."""
        if self._editor is None and self.document is not None:
            from agwctl.source.edit import Editor

            self._editor = Editor(*self.document)
        return self._editor

    def report(
        self,
        code: Code,
        node: Node,
        message: str,
        hint: str | None = None,
        related: tuple[Label, ...] = (),
        fix: Fix | None = None,
    ) -> Bad:
        """Notes a finding; returns BAD, for the decoder to return it in turn.

        A fix that would write the value of a variable into the file is left out.
        """
        if fix is not None and (editor := self.editor) is not None and not all(map(editor.is_own_text, fix.edits)):
            fix = None
        self.findings.append(Finding(code, node, message, hint, related, fix))
        return BAD

    @contextmanager
    def below_not_served(self) -> Iterator[None]:
        """What stands below a key that is not run need not be told again."""
        before, self._told_above = self._told_above, True
        yield
        self._told_above = before

    def not_served(self, node: Node, what: str, why: str | None = None, hint: str = _WITHOUT) -> None:
        """Notes what is valid, but not run by this build."""
        if self._told_above:
            return
        message = f"this build of agwctl does not run {what}" + (f": {why}" if why else "")
        self.report(codes.NOT_SERVED, node, message, hint)

    def is_sound(self, model: Model) -> bool:
        """Whether everything that the file gives for this object was understood."""
        return id(model.node()) not in self.unsound


Decoder: TypeAlias = Callable[[Node, Decoding], Any]
