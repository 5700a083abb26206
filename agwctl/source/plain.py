"""Nodes → the values that they stand for, as JSON has them."""

from __future__ import annotations

from typing import Any

from agwctl.source.node import Mapping, Node, Scalar, Sequence
from agwctl.source.scalar import value_of

__all__ = ["plain"]


def plain(node: Node) -> Any:
    """The value of a node; of equal keys the last one counts."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar), "there is no other kind of node"
    return value_of(node)
