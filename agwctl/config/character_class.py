"""`[…]` in Rust's dialect: nested, with names such as `[:alpha:]`, and with the operators `&&`, `--` and `~~`."""

from __future__ import annotations

import re

from agwctl.config.pattern_text import Cursor, PatternError, in_class, read_escape

__all__ = ["read_class"]

_NAMED = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "ascii": "\\x00-\\x7f",
    "blank": "\\t ",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "!-\\~",
    "lower": "a-z",
    "print": " -\\~",
    "punct": "!-/:-@\\[-`{-\\~",
    "space": "\\t\\n\\v\\f\\r ",
    "upper": "A-Z",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}
_NAME = re.compile(r"\[:(?P<not>\^)?(?P<name>[a-z]+):\]")
_OPERATORS = ("&&", "--", "~~")
_ANY = "[\\s\\S]"
_NOTHING = "(?!)"


def read_class(at: Cursor, ignores_blank: bool) -> str:
    """Reads a class from its bracket on; what is returned matches exactly one character."""
    at.take("[")
    is_negated = at.take("^")
    result = _union(at, ignores_blank, is_first=True)
    while at.looks_at(*_OPERATORS):
        operator = at.next() + at.next()
        result = _combined(result, operator, _union(at, ignores_blank, is_first=False))
    if not at.take("]"):
        raise PatternError("unclosed character class")
    if not is_negated:
        return result
    return f"[^{result[1:]}" if _is_plain(result) else f"(?:(?!{result}){_ANY})"


def _is_plain(expression: str) -> bool:
    return expression.startswith("[") and not expression.startswith("[^")


def _combined(left: str, operator: str, right: str) -> str:
    if operator == "&&":
        return f"(?:(?={right}){left})"
    if operator == "--":
        return f"(?:(?!{right}){left})"
    return f"(?:(?!{right}){left}|(?!{left}){right})"


def _union(at: Cursor, ignores_blank: bool, is_first: bool) -> str:
    """Characters, ranges and classes beside each other."""
    plain: list[str] = []
    others: list[str] = []
    while at.more() and not at.looks_at(*_OPERATORS):
        if at.looks_at("]") and not (is_first and not plain and not others):
            break
        if ignores_blank and at.skip_blank():
            continue
        name = _NAME.match(at.text, at.offset)
        if name is not None:
            at.offset = name.end()
            _add(_named(name), plain, others)
        elif at.looks_at("["):
            _add(read_class(at, ignores_blank), plain, others)
        else:
            plain.append(_item(at))
    alternatives = [f"[{''.join(plain)}]"] if plain else []
    alternatives += others
    if not alternatives:
        return _NOTHING
    return alternatives[0] if len(alternatives) == 1 else f"(?:{'|'.join(alternatives)})"


def _add(expression: str, plain: list[str], others: list[str]) -> None:
    if _is_plain(expression):
        plain.append(expression[1:-1])
    else:
        others.append(expression)


def _named(match: re.Match[str]) -> str:
    characters = _NAMED.get(match["name"])
    if characters is None:
        raise PatternError("unrecognized ASCII class name")
    return f"[{match['not'] or ''}{characters}]"


def _item(at: Cursor) -> str:
    """One character, one set such as `\\d`, or a range."""
    written, first = _character(at)
    if first is None or not at.looks_at("-") or at.looks_at("-]", "--"):
        return written
    at.take("-")
    if at.looks_at("["):
        raise PatternError("invalid range boundary, must be a literal")
    end, last = _character(at)
    if last is None:
        raise PatternError("invalid range boundary, must be a literal")
    if last < first:
        raise PatternError("invalid character class range, the start must be <= the end")
    return f"{written}-{end}"


def _character(at: Cursor) -> tuple[str, str | None]:
    if not at.more():
        raise PatternError("unclosed character class")
    if not at.looks_at("\\"):
        character = at.next()
        return in_class(character), character
    escape = read_escape(at)
    if escape.inside is None:
        raise PatternError("invalid escape sequence found in character class")
    return escape.inside, escape.character
