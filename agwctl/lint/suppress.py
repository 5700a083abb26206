"""Comments that ignore what is found: `# agwctl: ignore[AGW101] reason` and `# agwctl: ignore-file[E19]`.

Behind something on its line a comment is about that line, and about the next one when the line ends with a colon or
dash: there stands what it opens. On a line of its own it is about the next line that is no comment. Codes, their
beginnings, names and failure modes may stand in the brackets. What agentgateway refuses to load cannot be ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from agwctl.diagnostics.diagnostic import Diagnostic, LocatedEdit, LocatedFix
from agwctl.lint.own_codes import UNUSED_SUPPRESSION
from agwctl.lint.selection import UnknownSelector, always_told, matching
from agwctl.source.node import Mapping, Node, Position, Scalar, Sequence, Source, Span

__all__ = ["suppressed"]

_MARK = "agwctl:"
_COMMENT = re.compile(
    r"(?:(?<=\s)|(?<![^\r\n]))#[ \t]*agwctl:[ \t]*(?P<what>ignore(?:-file)?)\b(?P<list>\[[^\]\r\n]*\])?"
)


class _Word(NamedTuple):
    """One word in the brackets, or None for missing ones, and the lines that it is about."""

    text: str
    span: Span
    comment: Span
    lines: range | None
    """None: the whole file."""


def suppressed(
    diagnostics: list[Diagnostic], source: Source, documents: Iterable[Node], wanted: frozenset[str]
) -> list[Diagnostic]:
    """What the comments of a file leave of its diagnostics, with those comments that ignore nothing.

    `wanted` are the codes that were looked for: a comment about another one may be of use next time.
    """
    if _MARK not in source.parsed:
        return diagnostics
    words = list(_words(source, documents))
    used: set[int] = set()
    kept = []
    for diagnostic in diagnostics:
        hits = [at for at, word in enumerate(words) if _is_about(word, diagnostic)]
        used.update(hits)
        if not hits:
            kept.append(diagnostic)
    if UNUSED_SUPPRESSION.id in wanted:
        unused = [word for at, word in enumerate(words) if at not in used]
        kept += [told for word in unused if (told := _unused(word, words, unused, source, wanted)) is not None]
    return sorted(kept, key=lambda each: (each.document, each.span.start))


def _is_about(word: _Word, diagnostic: Diagnostic) -> bool:
    if word.lines is not None and diagnostic.span.start.line not in word.lines:
        return False
    return not always_told(diagnostic.code) and diagnostic.code.id in _codes(word.text)


def _codes(word: str) -> frozenset[str]:
    try:
        return matching(word) if word else frozenset()
    except UnknownSelector:
        return frozenset()


def _unused(
    word: _Word, words: list[_Word], unused: list[_Word], source: Source, wanted: frozenset[str]
) -> Diagnostic | None:
    if not word.text:
        message = "this comment ignores nothing: it names no rule"
        return _told(word, message, "write agwctl: ignore[AGW101]", None, source)
    try:
        meant = matching(word.text)
    except UnknownSelector as unknown:
        hint = f"did you mean '{unknown.nearest}'?" if unknown.nearest else "agwctl validate --list-rules lists them"
        return _told(word, f"there is no rule `{word.text}`", hint, None, source)
    if not meant & wanted:
        return None
    alone = all(each in unused for each in words if each.comment == word.comment)
    fix = LocatedFix("take the comment out", True, (_cut(word.comment, source),)) if alone else None
    return _told(word, f"nothing is found here that `{word.text}` would ignore", "take it out", fix, source)


def _told(word: _Word, message: str, hint: str, fix: LocatedFix | None, source: Source) -> Diagnostic:
    return Diagnostic(UNUSED_SUPPRESSION, message, hint, source, 0, "", word.span, (), fix)


def _cut(comment: Span, source: Source) -> LocatedEdit:
    """Takes a comment out: with its line when nothing else stands there."""
    (number, column), end = comment
    before = source.line(number)[: column - 1]
    if before.strip():
        return LocatedEdit(Span(Position(number, len(before.rstrip()) + 1), end), "")
    following = Position(number + 1, 1)
    is_last = source.offset(comment.end) >= len(source.text)
    return LocatedEdit(Span(Position(number, 1), end if is_last else following), "")


def _words(source: Source, documents: Iterable[Node]) -> Iterator[_Word]:
    text = source.parsed
    values: list[tuple[int, int]] | None = None
    for match in _COMMENT.finditer(text):
        if values is None:
            values = sorted(each for document in documents for each in _scalars(document))
        if _is_inside(match.start(), values):
            continue
        line_end = re.compile(r"[^\r\n]*").match(text, match.start())
        comment = source.between(match.start(), match.end() if line_end is None else line_end.end())
        lines = None if match["what"] == "ignore-file" else _lines(source, comment.start)
        yield from _listed(match, source, comment, lines)


def _listed(match: re.Match[str], source: Source, comment: Span, lines: range | None) -> Iterator[_Word]:
    words = list(re.finditer(r"[^\s,\[\]]+", match["list"] or ""))
    for word in words:
        begin = match.start("list")
        yield _Word(word[0], source.between(begin + word.start(), begin + word.end()), comment, lines)
    if not words:
        yield _Word("", comment, comment, lines)


def _lines(source: Source, start: Position) -> range:
    before = source.line(start.line)[: start.column - 1].strip()
    if before:
        return range(start.line, start.line + (2 if before.endswith((":", "-")) else 1))
    below = start.line + 1
    while source.line(below).lstrip().startswith("#"):
        below += 1
    return range(below, below + 1)


def _is_inside(offset: int, values: list[tuple[int, int]]) -> bool:
    from bisect import bisect_right

    at = bisect_right(values, (offset, offset + 1)) - 1
    return at >= 0 and values[at][0] <= offset < values[at][1]


def _scalars(root: Node) -> Iterator[tuple[int, int]]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Scalar):
            if node.end > node.start:
                yield node.start, node.end
        elif isinstance(node, Sequence):
            waiting += node.items
        elif isinstance(node, Mapping):
            waiting += [child for entry in node.entries for child in entry]
