"""Looking at configurations of which parts were not understood."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agwctl.config.model import Model
from agwctl.config.root import Config
from agwctl.config.route import Route
from agwctl.source.node import Sequence

__all__ = ["indexed", "knows", "part", "routes_of"]


def part(model: Model, field: str) -> Any:
    """The value of a field; None when it was not understood, required ones included."""
    return getattr(model, field, None)


def knows(model: Model, field: str) -> bool:
    """Whether a field is as the file says: understood, or left out."""
    return field in model.__dict__ or model.node(field) is model.node()


def indexed(owner: Model, field: str) -> Iterator[tuple[int, Any]]:
    """The items of a list with their numbers in the file."""
    items, node = part(owner, field) or [], owner.node(field)
    if isinstance(node, Sequence) and len(node.items) != len(items):
        numbers = {id(item): number for number, item in enumerate(node.items)}
        yield from ((numbers.get(id(item.node()), place), item) for place, item in enumerate(items))
    else:
        yield from enumerate(items)


def routes_of(config: Config) -> Iterator[Route]:
    """All routes, those of binds first."""
    for bind in config.binds:
        for listener in part(bind, "listeners") or ():
            yield from listener.routes or ()
    yield from config.routes
