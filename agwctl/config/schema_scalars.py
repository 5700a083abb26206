"""JSON Schema of single values. `$NAME` may stand for any of them: it is replaced before the file is read."""

from __future__ import annotations

import typing
from collections.abc import Callable
from typing import Any, Literal

from agwctl.config.address import HostPort, ListenAddress
from agwctl.config.duration import parse_duration
from agwctl.config.expression import Expression
from agwctl.config.model import is_unit
from agwctl.config.types import (
    PARSED,
    BytesKind,
    Parsed,
    Range,
    SecretKind,
    StatusKind,
    StringsKind,
    header_name,
    service_name,
)

__all__ = ["form_of", "scalar_schema"]

Schema = dict[str, Any]

VARIABLE = r"\$(\w+|\{[^}]+\})"
EXACT = 2**53
"""From here on a number is not exact in JSON, and a limit says nothing."""

TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}
SECRET: Schema = {"oneOf": [TEXT, {"type": "object", "properties": {"file": TEXT}, "required": ["file"]}]}
PATTERNS: dict[Any, str] = {
    parse_duration: r"[-+]?0|\+?((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+",
    HostPort.parse: r"unix:.*|[^:]*:\+?\d{1,20}",
    ListenAddress.parse: r"off|unix:.+|(localhost|[\d.]+|\[[0-9A-Fa-f:.]+\]):\d{1,20}",
    header_name: r"[!#$%&'*+.^_`|~0-9A-Za-z\-]+|:(method|path|authority|scheme|status)",
    service_name: r"[^/]*/[^/]*",
}
"""The forms of texts that have one, by the function that reads them."""


def scalar_schema(base: Any, markers: tuple[Any, ...], reference: Callable[[Any], Schema]) -> Schema:
    """The schema of a type that is no class of ours, no list, no map; other types are any text.

    `reference` makes the schema of a class that a marker names.
    """
    if is_unit(markers):
        return {"type": "null"}
    for marker in markers:
        match marker:
            case Range(low=low, high=high):
                return _number(low, high)
            case StatusKind():
                return _number(100, 999)
            case Parsed():
                return _parsed(marker)
            case SecretKind(location=location, inline=inline):
                return TEXT if inline else _located_secret(reference(location)) if location else SECRET
            case BytesKind():
                return {"oneOf": [TEXT, {"type": "array", "items": _number(0, 255)}]}
            case StringsKind():
                return {"oneOf": [TEXT, TEXTS]}
    if typing.get_origin(base) is Literal:
        return {"anyOf": [{"enum": list(typing.get_args(base))}, _variable()]}
    if base is bool:
        return {"type": ["boolean", "string"], "pattern": VARIABLE} | _told("true or false without quotes, or $NAME")
    if base in (int, float):
        return _number(None, None, "integer" if base is int else "number")
    return _parsed(PARSED[base]) if base in PARSED else TEXT


def form_of(base: Any, markers: tuple[Any, ...]) -> str | None:
    """How a text that has a form is written, for its reader."""
    if base is Expression:
        return "an expression in CEL"
    kinds = [*markers, PARSED.get(base)]
    return next((kind.form for kind in kinds if isinstance(kind, Parsed) and kind.form), None)


def _located_secret(location: Schema) -> Schema:
    properties = {"value": SECRET, "location": {"anyOf": [location, {"type": "null"}]}}
    located = {"type": "object", "properties": properties, "required": ["value"], "additionalProperties": False}
    return {"oneOf": [*SECRET["oneOf"], located]}


def _variable() -> Schema:
    return {"type": "string", "pattern": VARIABLE}


def _number(low: int | None, high: int | None, kind: str = "integer") -> Schema:
    limits = {"minimum": low, "maximum": high if high is None or high < EXACT else None}
    found: Schema = {"type": [kind, "string"]} | {name: limit for name, limit in limits.items() if limit is not None}
    return found | {"pattern": VARIABLE} | _told("a number without quotes, or $NAME")


_KINDS = {str: "string", bool: "boolean", int: "integer", float: "number"}


def _parsed(kind: Parsed) -> Schema:
    kinds = [_KINDS[each] for each in kind.kinds]
    found: Schema = TEXT if kinds == ["string"] else {"type": kinds}
    pattern = PATTERNS.get(kind.parse)
    if pattern is None:
        return found
    found = found | {"pattern": f"^({pattern})$|{VARIABLE}"}
    return found | _told(f"write {kind.form}") if kind.form else found


def _told(message: str) -> Schema:
    """What an editor says; these words are of VS Code's dialect, and others pass over them."""
    return {"patternErrorMessage": message, "errorMessage": message}
