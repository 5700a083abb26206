"""What a rule is, and what it may look at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, Protocol, TypeAlias, TypeVar

from agwctl.compat import Compat
from agwctl.config.llm import LlmModel
from agwctl.config.models import Models
from agwctl.config.reach import Reach
from agwctl.config.root import Config
from agwctl.config.route import Route
from agwctl.diagnostics.diagnostic import Code, Finding, Fix
from agwctl.lint.narrow import narrowed
from agwctl.source.edit import Editor, Edits
from agwctl.source.node import Node, Source

__all__ = ["Checks", "LintContext", "ReachOf", "Rule", "Skip", "fix"]

T = TypeVar("T")
C = TypeVar("C", contravariant=True)
ReachOf: TypeAlias = Callable[[Config, Compat], Iterable[Reach]]
"""How clients' calls are followed; the gateway's own code does it, which rules do not import."""


class Checks(Protocol[C]):
    """A module that finds one kind of mistake; its docstring is its manual page."""

    __doc__: str | None
    META: Code
    IDS: tuple[str, ...]
    """The failure modes that it shows in a file, such as E19."""

    def check(self, ctx: C) -> Iterator[Finding]:
        """Yields what is wrong. Raises: Skip when it cannot tell."""


Rule: TypeAlias = "Checks[LintContext]"
"""A module of `lint/rules`."""


class Skip(Exception):
    """A rule that cannot run here, and why."""


def fix(title: str, edits: Edits, *, safe: bool = True) -> Fix | None:
    """A fix of the edits that an `Editor` offers; none when it offers none."""
    return None if edits is None else Fix(title, safe, edits)


class LintContext(Models):
    """One document: its configuration, its nodes, its text, and the mode in which it will run."""

    def __init__(
        self,
        config: Config,
        root: Node,
        source: Source,
        compat: Compat,
        unsound: frozenset[int] = frozenset(),
        *,
        editor: Editor | None = None,
        text_is_whole: bool = True,
        loads: bool = True,
        reach: ReachOf | None = None,
    ) -> None:
        self.config = config
        self.root = root
        self.source = source
        self.compat = compat
        self.editor = editor or Editor(source, root)
        super().__init__(config, unsound)
        self._text_is_whole = text_is_whole
        self.loads = loads
        """Whether agentgateway would load the document."""
        self._reach_of = reach
        self._found: dict[Callable[[LintContext], Iterable[Any]], list[Any]] = {}

    @property
    def is_whole(self) -> bool:
        """Whether everything was understood: only then does what is not there mean anything."""
        return self._text_is_whole and not self._unsound

    def reach(self, of: Collection[Route | LlmModel]) -> list[Reach]:
        """What becomes of clients' calls to these routes and models, as if there were no others.

        The gateway's own code finds it, which takes longer than all rules together. Raises: Skip when there is nothing
        to find it with, or nothing to find: what does not load takes no request.
        """
        if self._reach_of is None or not self.loads:
            raise Skip("where requests go is not known")
        return list(self._reach_of(narrowed(self.config, of), self.compat))

    def shared(self, find: Callable[[LintContext], Iterable[T]]) -> list[T]:
        """What several rules look for, found when the first of them asks."""
        if find not in self._found:
            self._found[find] = list(find(self))
        return self._found[find]
