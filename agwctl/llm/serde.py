"""What agentgateway 1.4.1 says about a body that it cannot read: serde_json's words, with line and column.

Runs only after a body was found wanting. Goes through the text as serde_json does (values in document order, a mismatch
where it is met). Parts that no field describes are skipped by the C scanner; where that cannot, the walk goes
inside to find the place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TypeVar

from agwctl.llm.cursor import EOF_VALUE, Cursor, Fault
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

__all__ = ["explain", "summary"]

S = TypeVar("S", bound=Shape)

_LONGEST = 128 * 1024
"""A longer body is not walked: nesting could make that slow."""
_DEPTH = 128
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def explain(raw: bytes, shape: Shape) -> str | None:
    """The first complaint about `raw`, or None when there is none to be found."""
    if len(raw) > _LONGEST:
        return None
    walk = _Walk(raw)
    try:
        walk.value(shape)
        walk.blank()
        if walk.at < len(raw):
            raise walk.ahead("trailing characters")
    except Fault as fault:
        return f"{fault.text} at {walk.place(fault.at or 0)}"
    return None


def summary(error: Exception) -> str:
    """What one of `document.UNREADABLE` says, where `explain` finds nothing or the body is too long for it."""
    match error:
        case json.JSONDecodeError():
            return f"expected value at line {error.lineno} column {error.colno}"
        case UnicodeError():
            return "invalid unicode code point"
        case RecursionError():
            return "recursion limit exceeded"
    return "number out of range"


def _finite(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError(text)
    return value


def _constant(name: str) -> None:
    raise ValueError(name)


_SKIP = json.JSONDecoder(parse_float=_finite, parse_constant=_constant)


class _Walk(Cursor):
    def __init__(self, raw: bytes) -> None:
        super().__init__(raw)
        self.depth = _DEPTH
        self.trusted = _first_bad(raw)

    def value(self, shape: Shape) -> None:
        first = self.blank()
        if not first:
            raise self.ahead(EOF_VALUE)
        match shape:
            case Struct() if first == "{":
                self.inside(first, self.members, shape)
            case Sequence() if first == "[":
                self.inside(first, self.items, shape.item)
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
            raise Fault(str(mismatch)) from None

    def anything(self, first: str) -> None:
        if first not in "[{":
            self.literal(first)
        elif not self.skip():
            if first == "[":
                self.inside(first, self.items, ANY)
            else:
                self.inside(first, self.members, _NO_FIELDS)

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

    def inside(self, opening: str, read_body: Callable[[S], None], shape: S) -> None:
        self.depth -= 1
        if not self.depth:
            raise self.ahead("recursion limit exceeded")
        self.at += 1
        try:
            read_body(shape)
        except Fault as fault:
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
            raise self.ahead(EOF_VALUE)

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
                raise Fault(f"duplicate field `{name}`")
            seen.add(name)
            self.member(shape, name)
        missing = [f.name for f in shape.fields.values() if f.absent is Absent.REFUSED and f.name not in seen]
        if missing:
            raise Fault(f"missing field `{missing[0]}`")

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


_NO_FIELDS = Struct("map")


def _first_bad(raw: bytes) -> int:
    """Where the C scanner's verdict ends: at bytes that are not UTF-8 and at surrogate escapes, which it lets pass."""
    surrogate = _SURROGATE.search(raw)
    bad = surrogate.start() if surrogate else len(raw)
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        bad = min(bad, error.start)
    return bad
