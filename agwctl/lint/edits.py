"""Edits that rules offer."""

from __future__ import annotations

from agwctl.source.edit import Editor, Edits
from agwctl.source.node import Mapping, Node
from agwctl.source.quoting import Plain

__all__ = ["both", "put"]


def put(editor: Editor, owner: Node, path: str, value: Plain, after: str | None = None) -> Edits:
    """Gives the key at the end of a path such as `policies.ai.routes` a value, with all objects on the way.

    A new entry of `owner` itself comes behind its entry `after`, if it has that.
    """
    *steps, name = path.split(".")
    node: Node | None = owner
    for at, step in enumerate(steps):
        below = node.get(step) if isinstance(node, Mapping) else None
        if below is None:
            for missing in (name, *reversed(steps[at + 1 :])):
                value = {missing: value}
            name = step
            break
        node = below
    if not isinstance(node, Mapping):
        return None
    present = node.get(name)
    if present is not None:
        return editor.replace(present, value)
    has_place = node is owner and after is not None and node.get(after) is not None
    return editor.insert(node, name, value, after if has_place else None)


def both(one: Edits, other: Edits) -> Edits:
    """Two changes at once; none when one of them cannot be made, or both touch the same place."""
    if one is None or other is None:
        return None
    taken = {place for edit in one for place in (edit.node.start, edit.node.end)}
    if any(edit.node.start in taken or edit.node.end in taken for edit in other):
        return None
    return (*one, *other)
