"""Reading the text of a regular expression: a cursor, and what a backslash means."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Cursor", "Escape", "PatternError", "Unrunnable", "read_escape"]


class PatternError(Exception):
    """The text is no regular expression, in the words of the Rust crate."""


class Unrunnable(Exception):
    """What an expression needs and Python does not have."""


class Cursor:
    """A place in a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.offset = 0

    def more(self) -> bool:
        return self.offset < len(self.text)

    def rest(self) -> str:
        return self.text[self.offset :]

    def looks_at(self, *words: str) -> bool:
        return self.text.startswith(words, self.offset)

    def take(self, word: str) -> bool:
        """Goes past `word` if it stands here."""
        found = self.text.startswith(word, self.offset)
        self.offset += len(word) if found else 0
        return found

    def next(self) -> str:
        """The character that stands here; goes past it."""
        character = self.text[self.offset]
        self.offset += 1
        return character

    def skip_blank(self) -> bool:
        """Goes past white space or a comment."""
        match = _BLANK.match(self.text, self.offset)
        self.offset = match.end() if match else self.offset
        return match is not None


_BLANK = re.compile(r"\s+|#[^\n]*")


class Escape(NamedTuple):
    """What a backslash with its letters stands for.

    `outside` and `inside` of a class in Python's dialect; `character` when it is just one, None for a set or a place.
    """

    outside: str
    inside: str | None
    character: str | None


_HEX = re.compile(r"\\(?:[xuU]\{([0-9A-Fa-f]+)\}|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_PLACES = {
    "\\b{start}": r"\b(?=\w)",
    "\\b{end}": r"\b(?<=\w)",
    "\\b{start-half}": r"(?<!\w)",
    "\\b{end-half}": r"(?!\w)",
    "\\<": r"\b(?=\w)",
    "\\>": r"\b(?<=\w)",
    "\\A": r"\A",
    "\\z": r"\Z",
    "\\b": r"\b",
    "\\B": r"\B",
}
_CONTROLS = {"a": "\a", "f": "\f", "t": "\t", "n": "\n", "r": "\r", "v": "\v"}


def read_escape(at: Cursor) -> Escape:
    """Reads an escape sequence."""
    for written, place in _PLACES.items():
        if at.take(written):
            return Escape(f"(?:{place})", None, None)
    match = _HEX.match(at.text, at.offset)
    if match is not None:
        at.offset = match.end()
        return _character(_code_point(int(match[match.lastindex or 0], 16)))
    at.take("\\")
    if not at.more():
        raise PatternError("incomplete escape sequence, reached end of pattern prematurely")
    letter = at.next()
    if letter in "dDsSwW":
        return Escape(f"\\{letter}", f"\\{letter}", None)
    if letter in "pP":
        raise Unrunnable("Unicode classes (\\p) in regular expressions")
    if letter in _CONTROLS:
        return _character(_CONTROLS[letter])
    if letter.isascii() and letter.isdigit():
        raise PatternError("backreferences are not supported")
    if letter in "xuU":
        raise PatternError("invalid hexadecimal digit")
    if not letter.isascii() or letter.isalnum():
        raise PatternError("unrecognized escape sequence")
    return _character(letter)


def _character(character: str) -> Escape:
    return Escape(re.escape(character), in_class(character), character)


def _code_point(number: int) -> str:
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        raise PatternError("hexadecimal literal is not a Unicode scalar value")
    return chr(number)


def in_class(character: str) -> str:
    """A character as it is written between brackets."""
    return f"\\{character}" if character in "\\]^-[&~|#" else character
