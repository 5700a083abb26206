"""What a document of a manifest describes, read before anything else of it is understood."""

from __future__ import annotations

from typing import NamedTuple

from agwctl.source.node import Mapping, Node, Scalar, Sequence

__all__ = ["Header", "has_merge_keys", "header", "is_empty"]

MERGE_KEY = "<<"


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


def is_empty(root: Node) -> bool:
    """Whether nothing but comments stands between two lines `---`."""
    return isinstance(root, Scalar) and root.plain and root.text in ("", "~", "null")


def has_merge_keys(root: Node) -> bool:
    """Whether `<<` stands anywhere for the keys of another object, as kubectl takes it."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Sequence):
            waiting += node.items
        elif isinstance(node, Mapping):
            if any(key.plain and key.text == MERGE_KEY for key, _ in node.entries):
                return True
            waiting += [value for _, value in node.entries]
    return False
