"""What Go's JSON scanner says of bytes that are no JSON: the same automaton, so that the texts are the same."""

from __future__ import annotations

import re

__all__ = ["MAX_DEPTH", "complaint"]

MAX_DEPTH = 10_000
_SPACE = b" \t\r\n"
_STRING = re.compile(rb'[^"\\\x00-\x1f]*')
_DIGITS = re.compile(rb"[0-9]*")
_HEX = b"0123456789abcdefABCDEF"


class _Fault(Exception):
    """A character that does not fit, or the end."""


def complaint(data: bytes) -> str:
    """Go's text for the first JSON value of `data`, "" when it is one; what follows the value is not looked at."""
    try:
        _scan(data)
    except _Fault as fault:
        return str(fault)
    return ""


def _scan(data: bytes) -> None:
    stack: list[int] = []
    at = _value(data, 0, stack)
    while stack:
        at = _skip(data, at)
        inside = stack[-1]
        sign = _byte(data, at)
        if sign == inside + 2:  # in ASCII the closing bracket or brace stands two behind the opening one
            stack.pop()
            at += 1
        elif sign == ord(","):
            at = _key(data, at + 1) if inside == ord("{") else at + 1
            at = _value(data, at, stack)
        else:
            _fault(data, at, "after object key:value pair" if inside == ord("{") else "after array element")


def _value(data: bytes, at: int, stack: list[int]) -> int:
    """Past a scalar or an empty container; otherwise inside the first value of a container, pushed on the stack."""
    while True:
        at = _skip(data, at)
        sign = _byte(data, at)
        if sign not in b"{[":
            return _scalar(data, at, sign)
        if len(stack) == MAX_DEPTH:
            _fault(data, at, "exceeded max depth")
        at = _skip(data, at + 1)
        if _byte(data, at) == sign + 2:
            return at + 1
        stack.append(sign)
        if sign == ord("{"):
            at = _key(data, at)


def _key(data: bytes, at: int) -> int:
    """Past an object's key and its colon."""
    at = _skip(data, at)
    if _byte(data, at) != ord('"'):
        _fault(data, at, "looking for beginning of object key string")
    at = _skip(data, _string(data, at + 1))
    if _byte(data, at) != ord(":"):
        _fault(data, at, "after object key")
    return at + 1


def _scalar(data: bytes, at: int, sign: int) -> int:
    if sign == ord('"'):
        return _string(data, at + 1)
    if sign == ord("-") or chr(sign) in "0123456789":
        return _number(data, at)
    for word in (b"true", b"false", b"null"):
        if sign == word[0]:
            return _literal(data, at, word)
    _fault(data, at, "looking for beginning of value")
    return at


def _string(data: bytes, at: int) -> int:
    while True:
        at += len(_STRING.match(data, at)[0])  # type: ignore[index]  # it matches nothing at all, too
        sign = _byte(data, at)
        if sign == ord('"'):
            return at + 1
        if sign != ord("\\"):
            _fault(data, at, "in string literal")
        escape = _byte(data, at + 1)
        if escape not in b'bfnrt\\/"u':
            _fault(data, at + 1, "in string escape code")
        at += 2
        for _ in range(4 if escape == ord("u") else 0):
            if _byte(data, at) not in _HEX:
                _fault(data, at, "in \\u hexadecimal character escape")
            at += 1


def _number(data: bytes, at: int) -> int:
    if data[at : at + 1] == b"-":
        at = _digit(data, at + 1, "in numeric literal") - 1
    at = at + 1 if data[at : at + 1] == b"0" else _past_digits(data, at)
    if data[at : at + 1] == b".":
        at = _digit(data, at + 1, "after decimal point in numeric literal")
        at = _past_digits(data, at)
    if data[at : at + 1] in (b"e", b"E"):
        at += 1
        if data[at : at + 1] in (b"+", b"-"):
            at += 1
        at = _digit(data, at, "in exponent of numeric literal")
        at = _past_digits(data, at)
    return at


def _past_digits(data: bytes, at: int) -> int:
    return at + len(_DIGITS.match(data, at)[0])  # type: ignore[index]  # it matches nothing at all, too


def _digit(data: bytes, at: int, where: str) -> int:
    if _byte(data, at) not in b"0123456789":
        _fault(data, at, where)
    return at + 1


def _literal(data: bytes, at: int, word: bytes) -> int:
    for offset in range(1, len(word)):
        if _byte(data, at + offset) != word[offset]:
            _fault(data, at + offset, f"in literal {word.decode()} (expecting '{chr(word[offset])}')")
    return at + len(word)


def _skip(data: bytes, at: int) -> int:
    while at < len(data) and data[at] in _SPACE:
        at += 1
    return at


def _byte(data: bytes, at: int) -> int:
    if at >= len(data):
        raise _Fault("unexpected EOF")
    return data[at]


def _fault(data: bytes, at: int, where: str) -> None:
    raise _Fault(f"invalid character {_quoted(data[at])} {where}")


def _quoted(byte: int) -> str:
    """A byte as Go quotes it, which takes it for a character of Latin-1."""
    named = {"\\": "\\\\", "'": "\\'", "\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    character = chr(byte) if byte != 0x0B else "\v"
    if character == "\v":
        return "'\\v'"
    if character in named:
        return f"'{named[character]}'"
    if character.isprintable():
        return f"'{character}'"
    return f"'\\x{byte:02x}'" if byte < 0x80 else f"'\\u{byte:04x}'"
