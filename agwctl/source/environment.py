"""`$NAME` in the text of a configuration, replaced before anything is parsed, comments included."""

from __future__ import annotations

import os.path
import re
from collections.abc import Mapping
from typing import NamedTuple

from agwctl.source.node import Source, Substitution

__all__ = ["Unset", "expand"]

_REFERENCE = re.compile(r"\$(?:(?P<dollar>\$)|\{(?P<braced>[^}]*)\}|(?P<name>\w+))")
_HOME = re.compile(r"~(?=/|\Z)")
_SCHEMA_COMMENT = "# yaml-language-server: $schema="
"""At the start of a text this is the editor's and no variable."""


class Unset(NamedTuple):
    """A variable that is not set; a word stands for it in the parsed text, at these offsets."""

    name: str
    start: int
    end: int


def expand(path: str, text: str, environ: Mapping[str, str]) -> tuple[Source, list[Unset]]:
    """The text with its variables replaced, and those that are not set.

    Source: the crate shellexpand, which agentgateway uses.
    """
    expansion = _Expansion(text)
    if _HOME.match(text):
        expansion.replace(0, 1, environ.get("HOME") or os.path.expanduser("~"))
    begin = len(_SCHEMA_COMMENT) if text.startswith(_SCHEMA_COMMENT) else 0
    unset = []
    for match in _REFERENCE.finditer(text, begin):
        name, value = _look_up(match, environ)
        start, end = expansion.replace(match.start(), match.end(), f"unset_{name}" if value is None else value)
        if value is None:
            unset.append(Unset(name, start, end))
    return Source(path, text, expansion.finish(), expansion.substitutions), unset


class _Expansion:
    """A text that is being written piece by piece."""

    def __init__(self, text: str) -> None:
        self.substitutions: list[Substitution] = []
        self._text = text
        self._pieces: list[str] = []
        self._length = 0
        self._at = 0

    def replace(self, start: int, end: int, piece: str) -> tuple[int, int]:
        """Puts `piece` in the place of `text[start:end]`; returns where it stands now."""
        self._pieces += (self._text[self._at : start], piece)
        begin = self._length + start - self._at
        self._at, self._length = end, begin + len(piece)
        self.substitutions.append(Substitution(begin, self._length, start, end))
        return begin, self._length

    def finish(self) -> str:
        return "".join([*self._pieces, self._text[self._at :]])


def _look_up(match: re.Match[str], environ: Mapping[str, str]) -> tuple[str, str | None]:
    """The variable's name, and what takes its place."""
    if match["dollar"]:
        return "", "$"
    if match["name"]:
        return match["name"], environ.get(match["name"])
    braced: str = match["braced"]
    split = braced.find(":-", 1)
    if split < 0:
        return braced, environ.get(braced)
    return braced[:split], environ.get(braced[:split], braced[split + 2 :])
