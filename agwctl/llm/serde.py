"""What agentgateway 1.4.1 says about a body that it cannot read: serde_json's words, with line and column.

Runs only after a body was found wanting. The reader walks the text as serde_json walks it (values in document order, a
mismatch where it is met), on bytes shown as latin-1 so that indices are columns. Parts that no field describes are
skipped by the C scanner; where that cannot, the walk goes inside to find the place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from agwctl.llm.document import UNREADABLE, read
from agwctl.llm.shape import (
    ANY,
    BOOLEAN,
    F32,
    Absent,
    Integer,
    Mismatch,
    OneOf,
    Sequence,
    Shape,
    Struct,
    Word,
    invalid_type,
)

__all__ = ["explain"]

_LONGEST = 128 * 1024
"""A longer body is not walked: nesting could make that slow."""
_DEPTH = 128
_BLANK = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0(?![0-9])|[1-9][0-9]*)(?P<part>\.[0-9]+|(?!\.))(?P<exponent>[eE][+-]?[0-9]+|(?![eE]))")
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def explain(raw: bytes, shape: Shape) -> str | None:
    """The first complaint about `raw`, or None when there is none to be found."""
    if len(raw) > _LONGEST:
        return None
    reader = _Reader(raw)
    try:
        reader.value(shape)
        reader.blank()
        if reader.at < len(raw):
            raise reader.ahead("trailing characters")
    except _Fault as fault:
        return f"{fault.text} at {reader.place(fault.at or 0)}"
    return None


class _Fault(Exception):
    """A complaint; `at` is None until an enclosing object or array says where the reader stood."""

    def __init__(self, text: str, at: int | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.at = at


def _finite(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError(text)
    return value


def _constant(name: str) -> None:
    raise ValueError(name)


_SKIP = json.JSONDecoder(parse_float=_finite, parse_constant=_constant)


class _Reader:
    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.text = raw.decode("latin-1")
        self.at = 0
        self.depth = _DEPTH
        self.trusted = _first_bad(raw)

    def place(self, at: int) -> str:
        start = self.text.rfind("\n", 0, at) + 1
        line = self.text.count("\n", 0, start) + 1
        return f"line {line} column {at - start}"

    def here(self, text: str) -> _Fault:
        """A complaint about what was just read."""
        return _Fault(text, self.at)

    def ahead(self, text: str) -> _Fault:
        """A complaint about the next character."""
        return _Fault(text, min(self.at + 1, len(self.text)))

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

    # ---- values

    def value(self, shape: Shape) -> None:
        first = self.blank()
        if not first:
            raise self.ahead("EOF while parsing a value")
        match shape:
            case Struct() if first == "{":
                self.inside("{", lambda: self.members(shape))
            case Sequence() if first == "[":
                self.inside("[", lambda: self.items(shape.item))
            case OneOf():
                self.one_of(shape)
            case _ if shape is ANY:
                self.anything(first)
            case Word():
                self.word(shape, first)
            case _:
                self.scalar(shape, first)

    def scalar(self, shape: Shape, first: str) -> None:
        """A value of a scalar shape, or one that no shape allows here."""
        if first in "[{":
            raise self.here(invalid_type([] if first == "[" else {}, shape.expected))
        value = self.literal(first)
        if isinstance(shape, Struct | Sequence):
            raise self.here(invalid_type(value, shape.expected))
        if shape not in (F32, BOOLEAN) and not isinstance(shape, Integer) and type(value) is not str:
            raise self.here(invalid_type(value, shape.expected))
        try:
            shape.accept(value)
        except Mismatch as mismatch:
            raise self.here(str(mismatch)) from None

    def word(self, shape: Word, first: str) -> None:
        if first != '"':
            raise self.ahead("expected value")
        self.scalar(shape, first)

    def one_of(self, shape: OneOf) -> None:
        start = self.at
        self.value(ANY)
        try:
            shape.accept(read(self.raw[start : self.at]))
        except Mismatch as mismatch:
            raise _Fault(str(mismatch)) from None

    def anything(self, first: str) -> None:
        if first in "[{" and not self.skip():
            self.inside(first, (lambda: self.items(ANY)) if first == "[" else (lambda: self.members(_NO_FIELDS)))
        elif first not in "[{":
            self.literal(first)

    def skip(self) -> bool:
        """Pass a whole array or object at once; False when it holds something to complain about."""
        try:
            _, end = _SKIP.raw_decode(self.text, self.at)
        except UNREADABLE:
            return False
        if end > self.trusted:
            return False
        self.at = end
        return True

    # ---- arrays and objects

    def inside(self, opening: str, read_body: Callable[[], None]) -> None:
        self.depth -= 1
        if not self.depth:
            raise self.ahead("recursion limit exceeded")
        self.at += 1
        try:
            read_body()
        except _Fault as fault:
            if fault.at is None:
                self.pass_end(opening)
                fault.at = self.at
            raise
        self.at += 1  # the body was read up to its end
        self.depth += 1

    def pass_end(self, opening: str) -> None:
        """Step over what serde_json steps over before it notes its place."""
        found = self.blank()
        if found == ("]" if opening == "[" else "}"):
            self.at += 1
        elif opening == "[" and found == ",":
            self.at += 1
            self.blank()

    def items(self, item: Shape) -> None:
        first = True
        while (found := self.blank()) != "]":
            if not found:
                raise self.ahead("EOF while parsing a list")
            if not first:
                self.comma(found, "]")
            first = False
            self.value(item)

    def comma(self, found: str, end: str) -> None:
        if found != ",":
            raise self.ahead(f"expected `,` or `{end}`")
        self.at += 1
        if self.blank() == end:
            raise self.ahead("trailing comma")
        if not self.peek():
            raise self.ahead("EOF while parsing a value")

    def members(self, shape: Struct) -> None:
        seen: set[str] = set()
        while (found := self.blank()) != "}":
            if not found:
                raise self.ahead("EOF while parsing an object")
            if seen:
                self.comma(found, "}")
            if self.peek() != '"':
                raise self.ahead("key must be a string")
            name = self.string()
            if name in seen and name in shape.fields:
                raise _Fault(f"duplicate field `{name}`")
            seen.add(name)
            self.member(shape, name)
        missing = [f.name for f in shape.fields.values() if f.absent is Absent.REFUSED and f.name not in seen]
        if missing:
            raise _Fault(f"missing field `{missing[0]}`")

    def member(self, shape: Struct, name: str) -> None:
        found = self.blank()
        if found != ":":
            raise self.ahead("expected `:`" if found else "EOF while parsing an object")
        self.at += 1
        field = shape.fields.get(name)
        if field is None:
            self.value(ANY)
        elif field.nullable and self.blank() == "n":
            self.ident("null")
        else:
            self.value(field.shape)

    # ---- scalars

    def literal(self, first: str) -> Any:
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
                raise self.here("EOF while parsing a value")
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
        if value in (float("inf"), float("-inf")):
            raise self.here("number out of range")
        if found["part"] or found["exponent"] or not -(2**63) <= value < 2**64:
            return value
        return int(found[0])

    def bad_number(self) -> _Fault:
        """Where a number goes wrong; stands behind the last character that was read."""
        if self.peek() == "-":
            self.at += 1
        if not self.peek().isdigit():
            self.at += bool(self.peek())
            return self.here("invalid number" if self.peek() or self.text[self.at - 1] != "-" else _EOF_VALUE)
        if self.peek() == "0" and self.text[self.at + 1 : self.at + 2].isdigit():
            self.at += 1
            return self.ahead("invalid number")
        self.digits()
        if self.peek() == ".":
            self.at += 1
            if not self.digits():
                return self.ahead("invalid number" if self.peek() else _EOF_VALUE)
        if self.peek() in ("e", "E"):
            self.at += 1
            self.at += self.peek() in ("+", "-")
            if not self.peek():
                return self.here(_EOF_VALUE)
            if not self.peek().isdigit():
                self.at += 1
                return self.here("invalid number")
        return self.here("invalid number")

    def digits(self) -> bool:
        start = self.at
        while self.peek().isdigit():
            self.at += 1
        return self.at > start

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
            raise _Fault("invalid unicode code point", start + error.start + 1) from None

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


_NO_FIELDS = Struct("map")
_EOF_VALUE = "EOF while parsing a value"


def _first_bad(raw: bytes) -> int:
    """Where the C scanner's verdict ends: at bytes that are not UTF-8 and at surrogate escapes, which it lets pass."""
    surrogate = _SURROGATE.search(raw)
    bad = surrogate.start() if surrogate else len(raw)
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        bad = min(bad, error.start)
    return bad
