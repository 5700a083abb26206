"""Decoders of single values, from the markers that annotations carry."""

from __future__ import annotations

from typing import Any

from agwctl.config.decoding import BAD, Bad, Decoder, Decoding
from agwctl.config.model import Served
from agwctl.config.pattern import NEVER, Unrunnable
from agwctl.config.remedy import for_address, for_pattern
from agwctl.config.suggest import nearest
from agwctl.config.types import BytesKind, NumberKind, Parsed, Range, SecretKind, SecretText, StatusKind, StringsKind
from agwctl.config.wording import described, one_of, path_hint
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Edit, Fix
from agwctl.source.node import Mapping, Node, Scalar, Sequence
from agwctl.source.scalar import value_of

__all__ = [
    "by_marker",
    "decode_bool",
    "decode_node",
    "decode_text",
    "decode_unit",
    "is_null",
    "literal",
    "located_secret",
    "parsed",
    "unknown_word",
    "wrong_type",
]


def wrong_type(node: Node, expected: str, to: Decoding, hint: str | None = None, fix: Fix | None = None) -> Bad:
    """Reports a value of another type."""
    if is_null(node):
        hint = "give it a value, or take it out"
    message = f"invalid type: {described(node)}, expected {expected}"
    return to.report(codes.WRONG_TYPE, node, message, hint, (), fix)


def is_null(node: Node) -> bool:
    """`null`, `~`, or nothing at all."""
    return type(node) is Scalar and node.plain and value_of(node) is None


def decode_unit(node: Node, to: Decoding) -> bool | Bad:
    """What stands behind a tag that has no value."""
    return True if is_null(node) else wrong_type(node, "nothing", to, "leave the value out")


def decode_node(node: Node, to: Decoding) -> Node:
    """A value that nobody looks into."""
    return node


def decode_text(node: Node, to: Decoding) -> str | Bad:
    """Text; a number or a boolean is none, as in JSON."""
    if type(node) is Scalar:
        value = value_of(node)
        if type(value) is str:
            return value
        if value is not None:
            fix = Fix("put it into quotes", True, (Edit(node, f'"{node.text}"'),))
            message = f"invalid type: {described(node)}, expected a string"
            return to.report(codes.WRONG_TYPE, node, message, f'put it into quotes: "{node.text}"', (), fix)
    is_list = isinstance(node, Sequence)
    hint = "write one text, not a list" if is_list else "write one text; one with a colon in it needs quotes"
    return wrong_type(node, "a string", to, hint)


def decode_bool(node: Node, to: Decoding) -> bool | Bad:
    value = value_of(node) if type(node) is Scalar else None
    if type(value) is bool:
        return value
    fix = _unquoted(node, value) if value in ("true", "false") else None
    return wrong_type(node, "a boolean", to, "write true or false, without quotes", fix)


def _unquoted(node: Node, text: str) -> Fix:
    return Fix("take the quotes off", True, (Edit(node, text),))


def literal(words: tuple[str, ...], served: tuple[object, ...] | None) -> Decoder:
    """One of some words, of which this build may run only some."""
    known = {word: word for word in words}

    def decode(node: Node, to: Decoding) -> str | Bad:
        word = decode_text(node, to)
        if isinstance(word, Bad):
            return BAD
        if word not in known:
            return unknown_word(node, word, words, to)
        if served is not None and word not in served:
            to.not_served(node, f"`{word}`", hint=f"it runs {one_of([str(value) for value in served])}")
        return known[word]

    return decode


MANY = 8
"""Words that need not all be told when one of them is close."""


def unknown_word(
    node: Node, word: str, words: tuple[str, ...] | list[str], to: Decoding, instead: str | None = None
) -> Bad:
    """Reports a word, a key or a value, that is none of the allowed ones; `instead` says what it is elsewhere."""
    meant = None if instead else nearest(word, tuple(words))
    return to.report(
        codes.UNKNOWN_VALUE,
        node,
        f"unknown variant `{word}`" + ("" if meant and len(words) > MANY else f", expected {one_of(words)}"),
        f"did you mean '{meant}'?" if meant else instead,
        (),
        Fix(f"write '{meant}'", True, (Edit(node, meant),)) if meant else None,
    )


def by_marker(base: Any, marker: object) -> Decoder | None:
    """The decoder that a marker asks for; None when it asks for none."""
    match marker:
        case Range():
            return _integer(marker)
        case Parsed():
            return parsed(marker)
        case StatusKind():
            return decode_status
        case SecretKind():
            return decode_inline_secret if marker.inline else decode_secret
        case NumberKind():
            return decode_number
        case BytesKind():
            return decode_bytes
        case StringsKind():
            return decode_strings
        case Served() if base is bool:
            return _flag(marker)
    return None


def _integer(limits: Range) -> Decoder:
    low, high = limits.low, limits.high
    allowed = f"write a whole number from {low} to {high}" if high < 2**32 else f"write a whole number from {low} on"

    def decode(node: Node, to: Decoding) -> int | Bad:
        value = value_of(node) if type(node) is Scalar else None
        if type(value) is not int:
            if not isinstance(value, str) or not value.isdecimal():
                return wrong_type(node, limits.expected, to, allowed)
            is_right = value.isascii() and str(int(value)) == value and low <= int(value) <= high
            fix = _unquoted(node, value) if is_right else None
            return wrong_type(node, limits.expected, to, "write the number without quotes", fix)
        if low <= value <= high:
            return value
        message = f"invalid value: {described(node)}, expected {limits.expected}"
        return to.report(codes.OUT_OF_RANGE, node, message, allowed)

    return decode


def parsed(kind: Parsed) -> Decoder:
    """Text with a syntax of its own."""

    hint = f"write {kind.form}" if kind.form else None
    kinds = kind.kinds

    def decode(node: Node, to: Decoding) -> Any:
        text = value_of(node) if type(node) is Scalar else None
        if type(text) is not str:
            if type(text) not in kinds or not isinstance(node, Scalar):
                return wrong_type(node, kind.expected, to, hint)
            text = node.text
        try:
            return kind.parse(text)
        except ValueError as error:
            message, told = f"{kind.prefix}{error}", hint
            if kind.code is codes.BAD_ADDRESS and kind.form:
                told = for_address(text, kind.form)
            elif kind.code is codes.BAD_REGEX:
                told = for_pattern(message)
            return to.report(kind.code, node, message, told)
        except Unrunnable as limit:
            to.not_served(node, str(limit))
            return NEVER

    return decode


def decode_status(node: Node, to: Decoding) -> int | Bad:
    hint = "an HTTP status is a number from 100 to 599"
    status = value_of(node) if type(node) is Scalar else None
    if type(status) is not int:
        return wrong_type(node, "u16", to, hint)
    if 100 <= status <= 999:
        return status
    message = "invalid status code" if 0 <= status <= 65535 else f"invalid value: {described(node)}, expected u16"
    return to.report(codes.OUT_OF_RANGE, node, message, hint)


def decode_secret(node: Node, to: Decoding) -> SecretText | Bad:
    """A credential, without white space around it; it is never part of a message."""
    if type(node) is Scalar:
        text = value_of(node)
        if type(text) is str:
            return SecretText(text.strip())
    path = node.get("file") if isinstance(node, Mapping) else None
    name = value_of(path) if isinstance(path, Scalar) else None
    if path is None or not isinstance(name, str):
        message = "data did not match any variant of untagged enum FileOrInline"
        return to.report(codes.WRONG_TYPE, node, message, "write text in quotes, or {file: PATH}")
    try:
        return SecretText(to.read_file(name).strip())
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        return to.report(codes.UNREADABLE_SECRET, path, f"failed to open file `{name}`: {reason}", path_hint(name))


def located_secret(location: Decoder) -> Decoder:
    """A credential, also under `value`, with the place it is sent in beside it."""

    def decode(node: Node, to: Decoding) -> SecretText | Bad:
        inner = node.get("value") if isinstance(node, Mapping) else None
        if inner is None or not isinstance(node, Mapping):
            return decode_secret(node, to)
        for key, value in node.entries:
            if key.text == "location" and not is_null(value):
                to.not_served(key, "`location`")
                location(value, to)
            elif key.text not in ("value", "location"):
                to.report(codes.UNKNOWN_KEY, key, f"unknown field `{key.text}`, expected `value` or `location`")
        return decode_secret(inner, to)

    return decode


def decode_inline_secret(node: Node, to: Decoding) -> SecretText | Bad:
    """A credential that must stand in the file itself."""
    text = value_of(node) if type(node) is Scalar else None
    if type(text) is str:
        return SecretText(text)
    kind = described(node).partition(" ")[0]
    return to.report(codes.WRONG_TYPE, node, f"invalid type: {kind}, expected a string", "write text in quotes")


def decode_number(node: Node, to: Decoding) -> float | Bad:
    value = value_of(node) if type(node) is Scalar else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    return wrong_type(node, "f64", to, "write a number, without quotes")


def decode_bytes(node: Node, to: Decoding) -> bytes | Bad:
    if not isinstance(node, Sequence):
        text = decode_text(node, to)
        return text if isinstance(text, Bad) else text.encode()
    numbers = [_U8(item, to) for item in node.items]
    return BAD if any(isinstance(number, Bad) for number in numbers) else bytes(numbers)


_U8 = _integer(Range(0, 255, "u8"))


def decode_strings(node: Node, to: Decoding) -> tuple[str, ...] | Bad:
    items = node.items if isinstance(node, Sequence) else [node]
    texts = [decode_text(item, to) for item in items]
    known = tuple(text for text in texts if not isinstance(text, Bad))
    return known if len(known) == len(items) else BAD


def _flag(served: Served) -> Decoder:
    def decode(node: Node, to: Decoding) -> bool | Bad:
        value = decode_bool(node, to)
        if not isinstance(value, Bad) and value not in served.values:
            to.not_served(node, "this setting")
        return value

    return decode
