"""What a document of a manifest describes, read before anything else of it is understood."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from agwctl.source.node import Mapping, Node, Scalar, Sequence

__all__ = ["MERGE_KEY", "Header", "has_key", "header", "is_template", "nodes"]

MERGE_KEY = "<<"
"""Stands for the keys of another object; kubectl merges them in."""


class Header(NamedTuple):
    """The type of an object and its name; what the text leaves out or writes in a wrong way is empty."""

    api_version: str
    kind: str
    namespace: str
    name: str

    @property
    def group(self) -> str:
        """The part of the apiVersion before the slash; empty for the core kinds."""
        return self.api_version.rpartition("/")[0]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".rstrip()


def header(root: Node) -> Header:
    """The header of a document."""
    metadata = root.get("metadata") if isinstance(root, Mapping) else None
    return Header(_text(root, "apiVersion"), _text(root, "kind"), _text(metadata, "namespace"), _text(metadata, "name"))


def _text(node: Node | None, key: str) -> str:
    value = node.get(key) if isinstance(node, Mapping) else None
    return value.text if isinstance(value, Scalar) else ""


def has_key(root: Node, name: str) -> bool:
    """Whether a key stands anywhere in a document, without quotes."""
    return any(
        key.plain and key.text == name for node in nodes(root) if isinstance(node, Mapping) for key, _ in node.entries
    )


def is_template(root: Node) -> bool:
    """Whether something is still to be filled in by Helm."""
    return any(isinstance(node, Scalar) and "{{" in node.text for node in nodes(root))


def nodes(root: Node) -> Iterator[Node]:
    """Every value, each once."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, Sequence):
            waiting += node.items
        elif isinstance(node, Mapping):
            waiting += [value for _, value in node.entries]
