"""A place in a JSON text and the scalars that are read from it, with serde_json's words for what is wrong.

Bytes are shown as latin-1, so that indices count as columns count.
"""

from __future__ import annotations

import json
import re

__all__ = ["EOF_VALUE", "Cursor", "Fault"]

EOF_VALUE = "EOF while parsing a value"

_BLANK = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0(?![0-9])|[1-9][0-9]*+)(?P<part>\.[0-9]++|(?!\.))(?P<exponent>[eE][+-]?[0-9]++|(?![eE]))")
_DIGITS = re.compile("[0-9]*")
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_LONGEST_INTEGER = len(str(2**64))
_INFINITE = (float("inf"), float("-inf"))


class Fault(Exception):
    """A complaint; `at` is None until an enclosing object or array says where the reader stood."""

    def __init__(self, text: str, at: int | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.at = at


def _is_digit(character: str) -> bool:
    return "0" <= character <= "9"


class Cursor:
    """Reads onwards from `at`; what it returns ends there."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.text = raw.decode("latin-1")
        self.at = 0

    def place(self, at: int) -> str:
        start = self.text.rfind("\n", 0, at) + 1
        line = self.text.count("\n", 0, start) + 1
        return f"line {line} column {at - start}"

    def here(self, text: str) -> Fault:
        """A complaint about what was just read."""
        return Fault(text, self.at)

    def ahead(self, text: str) -> Fault:
        """A complaint about the next character."""
        return Fault(text, min(self.at + 1, len(self.text)))

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def blank(self) -> str:
        """Skip white space; the character behind it, "" at the end."""
        self.run(_BLANK)
        return self.peek()

    def run(self, pattern: re.Pattern[str]) -> None:
        """Step over what a pattern matches here."""
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def literal(self, first: str) -> str | int | float | bool | None:
        match first:
            case "n":
                return self.ident("null")
            case "t":
                return self.ident("true")
            case "f":
                return self.ident("false")
            case '"':
                return self.string()
        if first in "-0123456789":
            return self.number()
        raise self.ahead("expected value")

    def ident(self, word: str) -> bool | None:
        self.at += 1
        for expected in word[1:]:
            if not self.peek():
                raise self.here(EOF_VALUE)
            self.at += 1
            if self.text[self.at - 1] != expected:
                raise self.here("expected ident")
        return {"true": True, "false": False}.get(word)

    def number(self) -> int | float:
        found = _NUMBER.match(self.text, self.at)
        if found is None:
            raise self.bad_number()
        self.at = found.end()
        value = float(found[0])
        if value in _INFINITE:
            raise self.here("number out of range")
        if found["part"] or found["exponent"] or len(found[0]) > _LONGEST_INTEGER:
            return value
        whole = int(found[0])
        return whole if -(2**63) <= whole < 2**64 else value

    def bad_number(self) -> Fault:
        """Where a number goes wrong; stands behind the last character that was read."""
        if self.peek() == "-":
            self.at += 1
            if not self.peek():
                return self.here(EOF_VALUE)
        if not _is_digit(self.peek()):
            self.at += 1
            return self.here("invalid number")
        if self.peek() == "0" and _is_digit(self.text[self.at + 1 : self.at + 2]):
            self.at += 1
            return self.ahead("invalid number")
        self.run(_DIGITS)
        if self.peek() == ".":
            self.at += 1
            if not _is_digit(self.peek()):
                return self.ahead("invalid number" if self.peek() else EOF_VALUE)
            self.run(_DIGITS)
        self.at += 1  # the e
        self.at += self.peek() in ("+", "-")
        if not self.peek():
            return self.here(EOF_VALUE)
        self.at += 1
        return self.here("invalid number")

    def string(self) -> str:
        start = self.at
        self.at += 1
        while True:
            self.run(_PLAIN)
            found = self.peek()
            self.at += bool(found)
            if not found:
                raise self.here("EOF while parsing a string")
            if found == '"':
                break
            if found != "\\":
                raise self.here("control character (\\u0000-\\u001F) found while parsing a string")
            self.escape()
        literal = self.raw[start : self.at]
        try:
            return str(json.loads(literal.decode()))
        except UnicodeDecodeError as error:
            raise Fault("invalid unicode code point", start + error.start + 1) from None

    def escape(self) -> None:
        found = self.peek()
        if not found:
            raise self.here("EOF while parsing a string")
        self.at += 1
        if found == "u":
            self.unicode_escape()
        elif found not in '"\\/bfnrt':
            raise self.here("invalid escape")

    def unicode_escape(self) -> None:
        unit = self.hex()
        if 0xDC00 <= unit <= 0xDFFF:
            raise self.here("lone leading surrogate in hex escape")
        if 0xD800 <= unit <= 0xDBFF:
            for expected in "\\u":
                if not self.peek():
                    raise self.here("EOF while parsing a string")
                self.at += 1
                if self.text[self.at - 1] != expected:
                    raise self.here("unexpected end of hex escape")
            if not 0xDC00 <= self.hex() <= 0xDFFF:
                raise self.here("lone leading surrogate in hex escape")

    def hex(self) -> int:
        digits = self.text[self.at : self.at + 4]
        self.at += len(digits)
        if len(digits) < 4:
            raise self.here("EOF while parsing a string")
        if not re.fullmatch("[0-9a-fA-F]{4}", digits):
            raise self.here("invalid escape")
        return int(digits, 16)
