"""What a rule is, and what it may look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol, TypeVar, cast

from agwctl.compat import Compat
from agwctl.config.model import Model
from agwctl.config.root import Config
from agwctl.diagnostics.diagnostic import Code, Finding, Fix
from agwctl.source.edit import Editor, Edits
from agwctl.source.node import Node, Source

__all__ = ["LintContext", "Rule", "Skip", "fix"]

M = TypeVar("M", bound=Model)
T = TypeVar("T")


class Rule(Protocol):
    """A module of `lint/rules`; its docstring is its manual page."""

    __doc__: str | None
    META: Code
    IDS: tuple[str, ...]
    """The failure modes that it shows in a file, such as E19."""

    def check(self, ctx: LintContext) -> Iterator[Finding]:
        """Yields what is wrong. Raises: Skip when it cannot tell."""


class Skip(Exception):
    """A rule that cannot run here, and why."""


def fix(title: str, edits: Edits, *, safe: bool = True) -> Fix | None:
    """A fix of the edits that an `Editor` offers; none when it offers none."""
    return None if edits is None else Fix(title, safe, edits)


class LintContext:
    """One document: its configuration, its nodes, its text, and the mode in which it will run.

    A configuration with mistakes may be linted: `each` leaves out objects in whose own fields something is wrong.
    """

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
    ) -> None:
        self.config = config
        self.root = root
        self.source = source
        self.compat = compat
        self.editor = editor or Editor(source, root)
        self._unsound = unsound
        self._text_is_whole = text_is_whole
        self._by_class: dict[type[Model], list[Model]] = {}
        self._sorted: dict[type[Model], list[Model]] = {}
        self._parents: dict[int, Model] = {}
        self._found: dict[Callable[[LintContext], Iterable[Any]], list[Any]] = {}
        self._index(config)

    def each(self, cls: type[M]) -> list[M]:
        """The sound objects of a class or of a subclass of it, in the order of the file."""
        if cls not in self._sorted:
            kinds = [models for kind, models in self._by_class.items() if issubclass(kind, cls)]
            found = [model for models in kinds for model in models if self.is_sound(model)]
            self._sorted[cls] = sorted(found, key=lambda model: model.node().start)
        return cast("list[M]", self._sorted[cls])

    def is_sound(self, model: Model) -> bool:
        """Whether everything that the file gives for this object was understood."""
        return id(model.node()) not in self._unsound

    @property
    def is_whole(self) -> bool:
        """Whether everything was understood: only then does what is not there mean anything."""
        return self._text_is_whole and not self._unsound

    def above(self, model: Model, cls: type[M]) -> M | None:
        """The nearest object of a class around another one."""
        at = self._parents.get(id(model))
        while at is not None and not isinstance(at, cls):
            at = self._parents.get(id(at))
        return at

    def shared(self, find: Callable[[LintContext], Iterable[T]]) -> list[T]:
        """What several rules look for, found when the first of them asks."""
        if find not in self._found:
            self._found[find] = list(find(self))
        return self._found[find]

    def _index(self, top: Model) -> None:
        waiting: list[Model] = [top]
        while waiting:
            model = waiting.pop()
            self._by_class.setdefault(type(model), []).append(model)
            for value in model.__dict__.values():
                for child in _models_in(value):
                    self._parents[id(child)] = model
                    waiting.append(child)


def _models_in(value: Any) -> Iterator[Model]:
    if isinstance(value, Model):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _models_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _models_in(item)
