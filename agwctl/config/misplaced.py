"""A key that was found above its place: how the right block reads, and the edit that makes it."""

from __future__ import annotations

from agwctl.config.secrets import find_secrets
from agwctl.diagnostics.diagnostic import Fix, Label
from agwctl.source.edit import Editor, Edits
from agwctl.source.node import Mapping, Node, Scalar
from agwctl.source.plain import plain
from agwctl.source.quoting import Plain, flow_text

__all__ = ["moved_below"]

SHOWN = 160
"""Characters of a block that is told in a hint."""


def moved_below(
    node: Mapping, key: Scalar, home: str, editor: Editor | None
) -> tuple[str, tuple[Label, ...], Fix | None]:
    """Hint, labels and fix for a key of `node` that belongs under `home`, such as `policies.ai`."""
    told = f"it belongs under '{home}'"
    steps = home.split(".")
    value = next(value for each, value in node.entries if each is key)
    if "[" in home or "*" in home:
        return told, (), None
    inner, missing = _deepest(node, steps)
    if inner is not None and not missing and inner.get(key.text) is not None:
        return f"it belongs under '{home}', and is given there as well: take this one out", (), None
    block = _block(missing, key, value)
    fix = None if editor is None or inner is None else _fix(editor, node, key, inner, missing, block)
    is_secret = any(True for _ in find_secrets(Mapping([(key, value)], 0, 0)))
    written = None if block is None or is_secret else flow_text(block)[1:-1]
    if written is not None and len(written) <= SHOWN:
        present = ".".join(steps[: len(steps) - len(missing)])
        told += f": write {written}" + (f" in {present}" if present else "")
    return told, (), fix


def _deepest(node: Mapping, steps: list[str]) -> tuple[Mapping | None, list[str]]:
    """The last object on the way that is there already, and the steps below it; None when a value is in the way."""
    for at, step in enumerate(steps):
        below = node.get(step)
        if below is None:
            return node, steps[at:]
        if not isinstance(below, Mapping):
            return None, steps[at:]
        node = below
    return node, []


def _block(missing: list[str], key: Scalar, value: Node) -> dict[str, Plain] | None:
    """The entry with all objects around it that are missing."""
    try:
        block: dict[str, Plain] = {key.text: plain(value)}
    except RecursionError:
        return None
    for step in reversed(missing):
        block = {step: block}
    return block


def _fix(
    editor: Editor, node: Mapping, key: Scalar, inner: Mapping, missing: list[str], block: dict[str, Plain] | None
) -> Fix | None:
    edits: Edits = None
    if not missing:
        edits = editor.move(node, key, inner)
    elif block is not None:
        cut = editor.remove(node, key)
        name, value = next(iter(block.items()))
        paste = editor.insert(inner, name, value, key.text if inner is node else None)
        edits = None if cut is None or paste is None or _hits(cut, paste) else (*cut, *paste)
    return None if edits is None else Fix("move it there", False, edits)


def _hits(cut: Edits, paste: Edits) -> bool:
    """Whether the block would be put into what is taken away."""
    return any(one.node.start < other.node.start < one.node.end for one in cut or () for other in paste or ())
