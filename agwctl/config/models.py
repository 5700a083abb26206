"""The objects of one document by their classes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar, cast

from agwctl.config.model import Model

__all__ = ["Models"]

M = TypeVar("M", bound=Model)


class Models:
    """An object and all objects below it.

    A document with mistakes may be looked at: `each` leaves out objects in whose own fields something is wrong.
    """

    def __init__(self, top: Model, unsound: frozenset[int] = frozenset()) -> None:
        self._unsound = unsound
        self._by_class: dict[type[Model], list[Model]] = {}
        self._sorted: dict[type[Model], list[Model]] = {}
        self._parents: dict[int, Model] = {}
        self._index(top)

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

    def above(self, model: Model, cls: type[M]) -> M | None:
        """The nearest object of a class around another one."""
        at = self._parents.get(id(model))
        while at is not None and not isinstance(at, cls):
            at = self._parents.get(id(at))
        return at

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
