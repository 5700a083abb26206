"""Changes to a text that keep its layout and comments.

Each one is a few `Edit`s, or None where it cannot be made without touching more than was asked for: what came out of
a variable, what is used elsewhere under an alias, or text that is laid out in an unusual way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

from agwctl.source import layout
from agwctl.source.layout import Part
from agwctl.source.node import Edit, Mapping, Node, Scalar, Sequence, Source
from agwctl.source.quoting import Plain, block_text, flow_text, scalar_text

__all__ = ["Editor", "Edits"]

Edits: TypeAlias = "tuple[Edit, ...] | None"

_KEEPS_ENDS = re.compile(r"[|>][0-9]?\+")
"""Block text to which the empty lines below it belong."""


class Editor:
    """Makes edits of one document."""

    def __init__(self, source: Source, root: Node) -> None:
        self._source = source
        self._text = source.parsed
        self._root = root
        self._shared_parts: list[tuple[int, int]] | None = None

    def remove(self, mapping: Mapping, key: Scalar | str) -> Edits:
        """Takes an entry out with its lines and comments; of equal keys the last, if it is given by name."""
        at = _index(mapping, key)
        return None if at is None else self._allowed(self._cut(mapping, at))

    def remove_item(self, sequence: Sequence, item: Node) -> Edits:
        """Takes an item out of a list."""
        at = next((at for at, each in enumerate(sequence.items) if each is item), None)
        return None if at is None else self._allowed(self._cut(sequence, at))

    def insert(self, mapping: Mapping, name: str, value: Plain, after: str | None = None) -> Edits:
        """Adds an entry at the end, or behind another one; a mapping within a block goes onto lines of its own."""
        column = self._column(mapping)
        if column is None:
            written = f"{scalar_text(name)}: {flow_text(value)}"
        else:
            written = block_text(name, value, column, layout.line_end(self._text))
        return self._allowed(self._paste(mapping, written, column, after))

    def rename(self, key: Scalar, name: str) -> Edits:
        """Gives a key another name."""
        return self._rewrite(key, scalar_text(name, self._quote(key)))

    def replace(self, node: Node, value: Plain) -> Edits:
        """Puts a value in the place of another one, in the same quotes."""
        written = scalar_text(value, self._quote(node)) if isinstance(value, str) else flow_text(value)
        return self._rewrite(node, written)

    def move(self, mapping: Mapping, key: Scalar | str, to: Mapping, name: str | None = None) -> Edits:
        """Takes an entry to the end of another mapping, under another name if one is given."""
        at = _index(mapping, key)
        each = None if at is None else layout.part(self._text, mapping, at)
        if at is None or each is None or each.start <= to.start < each.end:
            return None
        if self._lacks_end(mapping.entries[at][1], each.end):
            return None
        column = self._column(to)
        written = self._written(each)
        if column is not None:
            comes_from = each.start - layout.line_of(self._text, each.start)
            written = _indented(written, column - comes_from)
        if written is None:
            return None
        if name is not None:
            written = scalar_text(name) + written[mapping.entries[at][0].end - each.start :]
        if column is None and ("\n" in written or "\r" in written or "#" in written):
            return None  # brackets on one line cannot take it as it is written
        written = written.rstrip("\r\n") + (" " if written.endswith(":") else "")
        cut, paste = self._cut(mapping, at), self._paste(to, written, column, None)
        if cut is None or paste is None or _overlap(cut.node, paste.node):
            return None
        return self._allowed(cut, paste)

    def is_own_text(self, edit: Edit) -> bool:
        """Whether an edit puts no text into the place of what came out of a variable."""
        return not edit.text or not self._came_from_variable(edit.node.start, edit.node.end)

    def _cut(self, whole: Mapping | Sequence, at: int) -> Edit | None:
        each = layout.part(self._text, whole, at)
        flow = layout.is_flow(self._text, whole)
        if each is None or flow is None:
            return None
        count = len(whole.entries if isinstance(whole, Mapping) else whole.items)
        before = layout.part(self._text, whole, at - 1) if at else None
        behind = layout.part(self._text, whole, at + 1) if at + 1 < count else None
        if (at and before is None) or (at + 1 < count and behind is None):
            return None
        empty = "{}" if isinstance(whole, Mapping) else "[]"
        if flow:
            return self._cut_flow(whole, each, before, behind, empty)
        return self._cut_block(each, before, behind, empty)

    def _cut_flow(self, whole: Node, each: Part, before: Part | None, behind: Part | None, empty: str) -> Edit | None:
        text = self._text
        if behind is not None:
            own, hash_sign, rest = text[each.end : behind.start].partition("#")
            _, _, below = rest.partition("\n")
            return None if hash_sign and ("\n" in own or "#" in below) else _edit(each.start, behind.start)
        if before is None:
            opening = text.index(empty[0], whole.start)
            return _edit(opening, whole.end, empty)
        comma = text[each.end : whole.end - 1].strip()
        if comma not in ("", ","):
            return None
        if "#" in text[before.end : each.start]:
            return _edit(each.start, text.index(",", each.end) + 1 if comma else each.end)
        return _edit(before.end, each.end)

    def _cut_block(self, each: Part, before: Part | None, behind: Part | None, empty: str) -> Edit | None:
        text = self._text
        own_line = layout.is_on_own_line(text, each)
        end = layout.tail(text, each, each.start - layout.line_of(text, each.start))
        if own_line is None or end is None:
            return None
        if before is None and behind is None:
            ending = layout.line_end(text) if text[each.end - 1] in "\r\n" else ""
            return _edit(each.start, each.end, empty + ending)
        if own_line:
            return _edit(layout.comment_above(text, each, 0 if before is None else before.end), end)
        if behind is None or text[end : behind.start].strip():
            return None
        return _edit(each.start, behind.start)

    def _paste(self, mapping: Mapping, written: str, column: int | None, after: str | None) -> Edit | None:
        """Adds what is written for a block at that column, or for brackets when there is none."""
        text = self._text
        at = len(mapping.entries) - 1 if after is None else _index(mapping, after)
        if self._is_shared(mapping.start, mapping.end):
            return None
        if column is None and not layout.is_flow(text, mapping):
            return None
        if column is None and not mapping.entries:
            opening = text.index("{", mapping.start)
            return None if "#" in text[opening : mapping.end] else _edit(opening, mapping.end, f"{{{written}}}")
        each = layout.part(text, mapping, at) if at is not None else None
        if at is None or each is None:
            return None
        if column is None:
            return _edit(each.end, each.end, f"{' ' * (text[each.end - 1] == ':')}, {written}")
        return self._paste_block(mapping.entries[at][1], each, written, column)

    def _paste_block(self, value: Node, each: Part, block: str, column: int) -> Edit | None:
        end = layout.tail(self._text, each, column)
        if end is None:
            return None
        ending = layout.line_end(self._text)
        if self._text[end - 1] in "\r\n":
            return _edit(end, end, f"{' ' * column}{block}{ending}")
        if self._lacks_end(value, end):
            return None
        return _edit(end, end, f"{ending}{' ' * column}{block}{ending}")

    def _lacks_end(self, value: Node, end: int) -> bool:
        """Whether a value ends in block text that would be another one with an end of line behind it."""
        last = _last_scalar(value)
        is_block = last is not None and self._text[last.start : last.start + 1] in ("|", ">")
        return is_block and self._text[end - 1] not in "\r\n"

    def _column(self, mapping: Mapping) -> int | None:
        """Where the entries of a block mapping begin in their lines."""
        if layout.is_flow(self._text, mapping) is not False:
            return None
        first = layout.part(self._text, mapping, 0)
        if first is None or layout.is_on_own_line(self._text, first) is None:
            return None
        return first.start - layout.line_of(self._text, first.start)

    def _rewrite(self, node: Node, written: str) -> Edits:
        text = self._text
        if text[node.start : node.start + 1] in ("&", "!") or self._came_from_variable(node.start, node.end):
            return None
        start = node.start
        if isinstance(node, (Mapping, Sequence)) and not layout.is_flow(text, node):
            start = len(text[:start].rstrip())
            if "#" in text[layout.line_of(text, start) : start] or not text.startswith((":", "-"), start - 1):
                return None
            written = f" {written}"
        elif node.start == node.end:
            written = written if text[node.start - 1 : node.start].isspace() else f" {written}"
        if node.start < node.end and text[node.end - 1] in "\r\n":
            written += layout.line_end(text)
        return self._allowed(_edit(start, node.end, written))

    def _quote(self, node: Node) -> str:
        first = self._text[node.start : node.start + 1]
        return first if first in ("'", '"') and node.end > node.start else ""

    def _written(self, each: Part) -> str | None:
        """What the user wrote for a part."""
        if self._cuts_variable(*each):
            return None
        start, end = self._source.between(*each)
        written = self._source.text[self._source.offset(start) : self._source.offset(end)]
        keeps_ends = _KEEPS_ENDS.search(written) is not None
        return None if keeps_ends or (self._shared() and ("*" in written or "&" in written)) else written

    def _allowed(self, *edits: Edit | None) -> Edits:
        kept = tuple(edit for edit in edits if edit is not None)
        fits = all(not self._is_shared(edit.node.start, edit.node.end) for edit in kept)
        whole = all(not self._cuts_variable(edit.node.start, edit.node.end) for edit in kept)
        return kept if kept and fits and whole and len(kept) == len(edits) else None

    def _cuts_variable(self, start: int, end: int) -> bool:
        pieces = self._source.substitutions
        return any(piece.start < at < piece.end for piece in pieces for at in (start, end))

    def _came_from_variable(self, start: int, end: int) -> bool:
        return any(piece.start <= end and start <= piece.end for piece in self._source.substitutions)

    def _is_shared(self, start: int, end: int) -> bool:
        """Whether a part of the text stands in more than one place of the document."""
        if start == end:
            return any(first < start < last for first, last in self._shared())
        return any(start < last and first < end for first, last in self._shared())

    def _shared(self) -> list[tuple[int, int]]:
        if self._shared_parts is None:
            self._shared_parts = list(_repeated(self._root)) if "&" in self._text else []
        return self._shared_parts


def _edit(start: int, end: int, text: str = "") -> Edit:
    return Edit(Scalar("", True, start, end), text)


def _overlap(one: Node, other: Node) -> bool:
    return one.start < other.end and other.start < one.end


def _index(mapping: Mapping, key: Scalar | str) -> int | None:
    """The place of an entry among the others."""
    for at in reversed(range(len(mapping.entries))):
        each = mapping.entries[at][0]
        if each is key or each.text == key:
            return at
    return None


def _indented(text: str | None, shift: int) -> str | None:
    """A text whose lines behind the first are moved to the right or left; None when there is not enough space."""
    if text is None:
        return None
    first, *others = text.splitlines(keepends=True) or [""]
    moved = [first]
    for line in others:
        if not line.strip("\r\n"):
            moved.append(line)
        elif shift >= 0:
            moved.append(" " * shift + line)
        elif line.startswith(" " * -shift):
            moved.append(line[-shift:])
        else:
            return None
    return "".join(moved)


def _last_scalar(node: Node) -> Scalar | None:
    while not isinstance(node, Scalar):
        parts = [value for _, value in node.entries] if isinstance(node, Mapping) else getattr(node, "items", [])
        if not parts:
            return None
        node = parts[-1]
    return node


def _repeated(root: Node) -> Iterable[tuple[int, int]]:
    """The extents of the nodes that stand in several places."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            yield node.start, node.end
            continue
        seen.add(id(node))
        if isinstance(node, Sequence):
            waiting += node.items
        elif isinstance(node, Mapping):
            waiting += [child for entry in node.entries for child in entry]
