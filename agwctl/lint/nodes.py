"""Looking into nodes where a rule needs what stands in the file, and not what it means."""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.model import Model
from agwctl.source.node import Mapping, Node, Scalar, Sequence
from agwctl.source.scalar import Value, value_of

__all__ = ["at", "entries", "given", "items", "scalar"]


def given(model: Model | None, field: str) -> Node | None:
    """The node of a field's value; None when the file does not give it."""
    if model is None:
        return None
    node = model.node(field)
    return None if node is model.node() else node


def at(node: Node | None, *keys: str) -> Node | None:
    """What stands below some keys."""
    for key in keys:
        node = node.get(key) if isinstance(node, Mapping) else None
    return node


def entries(node: Node | None) -> list[tuple[Scalar, Node]]:
    """The entries of a mapping; none of anything else."""
    return node.entries if isinstance(node, Mapping) else []


def items(node: Node | None) -> Iterator[Node]:
    """The items of a list; a single value is a list of one."""
    if isinstance(node, Sequence):
        yield from node.items
    elif node is not None:
        yield node


def scalar(node: Node | None) -> Value:
    """The value of a scalar; None for everything else."""
    return value_of(node) if isinstance(node, Scalar) else None
