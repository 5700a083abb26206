"""A value that matches a JSON schema, made of what a text says where it says something fitting."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agwctl.ollama.hints import Hints

__all__ = ["sample"]

_DEPTH = 12
"""How deep values are filled; below, only what a schema requires."""
_STEPS = 2000
"""Schemas looked at in all: one that branches at every level is otherwise never done."""


class _Unending(Exception):
    """A schema whose every value would be endless, or that no value matches."""


def sample(schema: object, text: str = "") -> Any:
    """A value for `schema`, {} when none is found: of type, properties, required, enum, const, items, prefixItems,
    anyOf, oneOf, allOf, $ref within the document, bounds of numbers, lengths and sizes, and common formats."""
    try:
        return _Sample(schema, Hints(text)).value(schema, "", 0)
    except (_Unending, RecursionError):
        return {}


class _Sample:
    """One run over one document."""

    def __init__(self, root: object, hints: Hints) -> None:
        self._root = root
        self._hints = hints
        self._steps = 0

    def value(self, schema: object, name: str, depth: int) -> Any:
        self._steps += 1
        if schema is False or depth > 3 * _DEPTH or self._steps > _STEPS:
            raise _Unending
        schema = self._merged(schema if isinstance(schema, Mapping) else {}, depth)
        if "const" in schema:
            return schema["const"]
        if isinstance(schema.get("enum"), list) and schema["enum"]:
            return self._hints.named(self._typed(schema["enum"], schema))
        for word in ("anyOf", "oneOf"):
            if isinstance(schema.get(word), list) and schema[word]:
                return self._first_of(schema, word, name, depth)
        return self._of_type(_type(schema), schema, name, depth)

    def _of_type(self, kind: str, schema: Mapping[str, Any], name: str, depth: int) -> Any:
        if kind == "object":
            return self._object(schema, depth)
        if kind == "array":
            return self._array(schema, name, depth)
        if kind in ("number", "integer"):
            return _number(schema, self._hints.number(), whole=kind == "integer")
        if kind == "boolean":
            return self._hints.boolean()
        return None if kind == "null" else self._hints.text(name, schema)

    def _object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        properties = schema.get("properties")
        properties = properties if isinstance(properties, Mapping) else {}
        required = [name for name in _list(schema.get("required")) if isinstance(name, str)]
        made: dict[str, Any] = {}
        for name in [*properties, *(name for name in required if name not in properties)]:
            inner = properties.get(name, schema.get("additionalProperties", {}))
            if name in required:
                made[name] = self.value(inner, name, depth + 1)
            elif depth < _DEPTH:
                try:
                    made[name] = self.value(inner, name, depth + 1)
                except _Unending:
                    continue
        return self._enough(made, schema, depth)

    def _enough(self, made: dict[str, Any], schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        """As many members as there have to be."""
        more = schema.get("additionalProperties", {})
        for number in range(_size(schema, "minProperties")):
            if len(made) >= _size(schema, "minProperties"):
                break
            made.setdefault(f"key{number + 1}", self.value(more, "", depth + 1))
        return made

    def _array(self, schema: Mapping[str, Any], name: str, depth: int) -> list[Any]:
        first = _list(schema.get("prefixItems"))
        least = _size(schema, "minItems")
        most = _size(schema, "maxItems", least + len(first) + 1)
        items = schema.get("items", {})
        length = min(most, max(least, len(first), 0 if items is False else 1))
        made: list[Any] = []
        try:
            for at in range(length):
                made.append(self.value(first[at] if at < len(first) else items, name, depth + 1))
        except _Unending:
            if len(made) < least:
                raise
        return list(_distinct(made)) if schema.get("uniqueItems") is True else made

    def _first_of(self, schema: Mapping[str, Any], word: str, name: str, depth: int) -> Any:
        rest = {key: value for key, value in schema.items() if key != word}
        choices = [choice for choice in schema[word] if isinstance(choice, (Mapping, bool))]
        # What is null can always be said, so something else comes first.
        choices.sort(key=lambda choice: isinstance(choice, Mapping) and choice.get("type") == "null")
        for choice in choices:
            try:
                return self.value(_both(rest, choice if isinstance(choice, Mapping) else {}), name, depth + 1)
            except _Unending:
                continue
        raise _Unending

    def _merged(self, schema: Mapping[str, Any], depth: int) -> Mapping[str, Any]:
        """Without references and without allOf."""
        for _ in range(_DEPTH):
            if isinstance(schema.get("$ref"), str):
                rest = {key: value for key, value in schema.items() if key != "$ref"}
                schema = _both(self._referred(schema["$ref"]), rest)
            elif isinstance(schema.get("allOf"), list):
                parts = [part for part in schema["allOf"] if isinstance(part, Mapping)]
                schema = {key: value for key, value in schema.items() if key != "allOf"}
                for part in parts:
                    schema = _both(schema, self._merged(part, depth + 1) if depth < _DEPTH else part)
            else:
                return schema
        raise _Unending

    def _referred(self, reference: str) -> Mapping[str, Any]:
        found = self._root
        for part in reference.removeprefix("#").split("/")[1:] if reference.startswith("#") else ("",):
            part = part.replace("~1", "/").replace("~0", "~")
            if isinstance(found, list) and part.isdigit() and int(part) < len(found):
                found = found[int(part)]
            elif isinstance(found, Mapping) and part in found:
                found = found[part]
            else:
                return {}
        return found if isinstance(found, Mapping) else {}

    @staticmethod
    def _typed(values: list[Any], schema: Mapping[str, Any]) -> list[Any]:
        kinds = {"string": str, "boolean": bool, "array": list, "object": dict, "null": type(None)}
        wanted = kinds.get(schema["type"]) if isinstance(schema.get("type"), str) else None
        return [value for value in values if wanted is None or isinstance(value, wanted)] or values


def _type(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((each for each in kind if each != "null"), "null")
    if isinstance(kind, str):
        return kind
    for word, implied in (("properties", "object"), ("required", "object"), ("items", "array"), ("minimum", "number")):
        if word in schema:
            return implied
    return "string" if not schema or schema.keys() & {"minLength", "maxLength", "pattern", "format"} else "object"


def _number(schema: Mapping[str, Any], said: float | int | None, *, whole: bool) -> float | int:
    """What was said if it fits the bounds, else the nearest that does."""
    step = _bound(schema, "multipleOf") or (1 if whole else 0)
    if whole and step != int(step):
        step = 1
    gap = step or 1e-3
    low = _bound(schema, "minimum")
    above = _bound(schema, "exclusiveMinimum")
    if above is not None and (low is None or above >= low):
        low = above + gap if not whole else math.floor(above) + 1
    high = _bound(schema, "maximum")
    below = _bound(schema, "exclusiveMaximum")
    if below is not None and (high is None or below <= high):
        high = below - gap if not whole else math.ceil(below) - 1
    if not step and low is not None and high is not None and low > high:
        low = high = ((above if above is not None else low) + (below if below is not None else high)) / 2
    value = said if said is not None else 1
    value = max(value, low) if low is not None else value
    value = min(value, high) if high is not None else value
    if step:
        value = math.floor(value / step) * step
        value = value + step if low is not None and value < low else value
    return int(value) if whole or float(value).is_integer() else value


def _bound(schema: Mapping[str, Any], name: str) -> float | int | None:
    value = schema.get(name)
    fits = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e15
    return value if fits else None


def _size(schema: Mapping[str, Any], name: str, otherwise: int = 0) -> int:
    value = schema.get(name)
    return min(value, 100) if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else otherwise


def _both(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """What both schemas ask for, as far as it can be put side by side."""
    both = {**one, **other}
    for name in ("properties", "$defs"):
        if isinstance(one.get(name), Mapping) and isinstance(other.get(name), Mapping):
            both[name] = {**one[name], **other[name]}
    if isinstance(one.get("required"), list) and isinstance(other.get("required"), list):
        both["required"] = [*one["required"], *(name for name in other["required"] if name not in one["required"])]
    return both


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _distinct(values: list[Any]) -> Iterator[Any]:
    seen: list[Any] = []
    for value in values:
        for number in range(len(values)):
            tried = value if not number else _next(value, number)
            if tried not in seen:
                seen.append(tried)
                yield tried
                break


def _next(value: Any, number: int) -> Any:
    if isinstance(value, bool) or value is None:
        return not value
    return (
        f"{value}{number + 1}"
        if isinstance(value, str)
        else value + number
        if not isinstance(value, (list, dict))
        else value
    )
