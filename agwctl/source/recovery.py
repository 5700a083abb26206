"""Reading on behind broken YAML: the broken piece is painted over with blanks, and the rest is read.

Everything else stays at its place, so that what is said about it points to where the user wrote it. A piece within a
line can be painted alone; otherwise its line goes, and with it the sense of what is indented below.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from agwctl.source.node import Node
from agwctl.source.reader import Problem, read

__all__ = ["Damage", "Recovery", "recover"]

MOST = 20
"""Broken pieces of one text that are painted over."""
LONG = 200_000
"""Characters of a text that takes so long to read that only a few pieces are."""
MOST_IN_LONG = 3
_AT_FAULT = ("found character that cannot start", "unknown anchor", "did not find expected alphabetic")
"""Beginnings of messages about the very character at which they are told."""
_HOPELESS = ("recursion limit", "repetition limit")


class Damage(NamedTuple):
    """A part of the text that says nothing any more."""

    start: int
    end: int
    before: int
    """Where the text before it ends; what ends there may have gone on."""
    is_small: bool
    """A piece of a line, from which nothing else depends."""


class Recovery(NamedTuple):
    """What could be read in the end; the problems that are no consequence of others."""

    documents: list[Node]
    problems: list[Problem]
    damage: list[Damage]


def recover(text: str, problem: Problem) -> Recovery | None:
    """Reads a text with this problem, and with others; None when there is no way."""
    problems, damage = [problem], list[Damage]()
    for _ in range(MOST if len(text) < LONG else MOST_IN_LONG):
        painted = None if problem.message.startswith(_HOPELESS) else _painted(text, problem)
        if painted is None or painted[0] == text:
            return None
        text = painted[0]
        damage.append(painted[1])
        reading = read(text)
        if reading.problem is None:
            return Recovery(reading.documents, problems, damage)
        problem = reading.problem
        if all(each.is_small for each in damage):
            problems.append(problem)
    return None


def _painted(text: str, problem: Problem) -> tuple[str, Damage] | None:
    at = problem.start
    line, line_end = _line(text, at)
    message = problem.message
    if message.startswith("did not find expected alphabetic"):
        at -= 1  # it is told behind the * or &
    if message.startswith("mapping values are not allowed") and re.search(r":\s", text[line:at]):
        return _piece(text, at, at + 1, line, line_end)  # `key: text: more`
    if message.startswith(_AT_FAULT) and text[at : at + 1] not in ("", "\t"):
        return _piece(text, at, at + 1, at, line_end)
    if message.startswith("a tag such as") and text[at : at + 1] == "!":
        return _piece(text, at, at + len(text[at:line_end].split()[0]), at, line_end)
    if at < len(text) and not text[at].isprintable() and text[at] not in "\t\r\n":
        return _piece(text, at, at + 1, line, line_end)
    return _whole_line(text, problem)


def _piece(text: str, start: int, end: int, first: int, last: int) -> tuple[str, Damage]:
    """Letters in the place of a piece; what stands in `first:last` is not what was meant."""
    return text[:start] + "_" * (end - start) + text[end:], Damage(first, last, first, True)


def _whole_line(text: str, problem: Problem) -> tuple[str, Damage] | None:
    """Blanks in the place of the line at fault: where a bracket or quote was opened, if one was."""
    at = min(problem.start, len(text))
    if problem.context is not None and re.search("flow|quoted|alias|anchor", problem.context[0]):
        at = problem.context[1]
    line, line_end = _line(text, at)
    while line > 0 and not text[line:line_end].strip(" "):  # a tab alone is at fault, too
        line, line_end = _line(text, line - 1)
    indent = _indent(text[line:line_end])
    end = line_end
    while end < len(text):
        below, below_end = _line(text, end + 1)
        if text[below:below_end].strip() and _indent(text[below:below_end]) < max(indent, 1):
            break
        end = below_end
    before = len(text[:line].rstrip())
    return text[:line] + " " * (line_end - line) + text[line_end:], Damage(line, end, before, False)


def _line(text: str, at: int) -> tuple[int, int]:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return start, len(text) if end < 0 else end


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
