"""The texts that a value is made of, each with the name that stands before it, and the same value with other texts."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any, TypeVar

__all__ = ["texts", "with_texts"]

T = TypeVar("T")


def texts(value: Any, name: str = "", left_out: tuple[type, ...] = ()) -> Iterator[tuple[str, str]]:
    """(name, text) of everything inside: the name is a field's, a key's, or that of the list around it."""
    if isinstance(value, left_out):
        return
    if isinstance(value, str):
        if not isinstance(value, Enum):
            yield name, value
    elif isinstance(value, bytes):
        yield name, value.decode("utf-8", "surrogateescape")
    else:
        for part, held in _parts(value, name):
            yield from texts(held, part, left_out)


def with_texts(value: T, change: Callable[[str, str], str], left_out: tuple[type, ...] = ()) -> T:
    """A copy in which every text is what `change(name, text)` makes of it; what is left out stays as it is."""

    def changed(value: Any, name: str) -> Any:
        if isinstance(value, left_out):
            return value
        if isinstance(value, str):
            return value if isinstance(value, Enum) else change(name, value)
        if isinstance(value, bytes):
            text = change(name, value.decode("utf-8", "surrogateescape"))
            return text.encode("utf-8", "surrogateescape")
        if isinstance(value, Mapping):
            return {changed(key, ""): changed(held, str(key)) for key, held in value.items()}
        if isinstance(value, tuple | list):
            parts = [changed(held, part) for part, held in _parts(value, name)]
            return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
        if _is_record(value):
            fields = {field.name for field in dataclasses.fields(value) if field.init}
            return type(value)(**{part: changed(held, part) for part, held in _parts(value, name) if part in fields})
        return value

    told: T = changed(value, "")
    return told


def _parts(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, held in value.items():
            yield "", key
            yield str(key), held
    elif isinstance(value, tuple | list):
        names = getattr(value, "_fields", None) or _names_in(value, name)
        yield from zip(names, value, strict=True)
    elif _is_record(value):
        yield from ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))


def _names_in(values: tuple[Any, ...] | list[Any], name: str) -> Iterator[str]:
    """Of the words of a command line the option before is the name: `--api-key`, `x`."""
    before = ""
    for value in values:
        yield before or name
        before = value if isinstance(value, str) and value.startswith("-") and "=" not in value else ""


def _is_record(value: Any) -> bool:
    return dataclasses.is_dataclass(value) and not isinstance(value, type)
