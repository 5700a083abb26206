"""Values → YAML text: keys in the order in which they come, quotes where a reader of either YAML needs them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from agwctl.source.quoting import scalar_text

__all__ = ["Noted", "Writable", "write"]

Writable: TypeAlias = "str | int | float | bool | dict[str, Writable] | list[Writable] | Noted | None"


class Noted(NamedTuple):
    """A value with a comment, which is written behind a scalar and behind what is empty."""

    value: Writable
    note: str | None


def write(value: Writable) -> str:
    """The text of one document. A `$` is doubled, as for a file whose variables are replaced before it is read."""
    return "".join(f"{line}\n" for line in _lines(value))


def _lines(value: Writable, note: str | None = None) -> Iterator[str]:
    if isinstance(value, Noted):
        yield from _lines(*value)
    elif isinstance(value, dict) and value:
        for key, each in value.items():
            yield from _entry(f"{scalar_text(key)}:", each)
    elif isinstance(value, list) and value:
        for each in value:
            yield from _hanging("- ", _lines(each))
    else:
        text = "{}" if value == {} else "[]" if value == [] else scalar_text(_scalar(value))
        yield f"{text}  # {_one_line(note)}" if note else text


def _scalar(value: Writable) -> str | int | float | bool | None:
    assert not isinstance(value, dict | list | Noted), "those that hold something are written above"
    return value


def _entry(head: str, value: Writable) -> Iterator[str]:
    inner = value.value if isinstance(value, Noted) else value
    if isinstance(inner, dict | list) and inner:
        yield head
        indent = "  " if isinstance(inner, dict) else ""
        yield from (indent + line for line in _lines(value))
    else:
        yield from (f"{head} {line}" for line in _lines(value))


def _hanging(mark: str, lines: Iterator[str]) -> Iterator[str]:
    yield mark + next(lines)
    yield from (" " * len(mark) + line for line in lines)


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
