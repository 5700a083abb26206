"""Go structs that a JSON body is decoded into, and the errors when a value is of another type."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from agwctl.ollama.refusal import Refusal

__all__ = ["MAX_DEPTH", "Number", "Object", "Reader", "Struct", "checked", "filled", "plain"]

MAX_DEPTH = 300
"""How deep a value may be that is kept whole; Go goes to 10,000, which no request comes near."""


class Number(str):
    """A number as it is written."""


class Object(dict[str, Any]):
    """An object with all its members in their order, also those whose key comes twice."""

    def __init__(self, members: list[tuple[str, Any]]) -> None:
        super().__init__(members)
        self.members = members


Reader = Callable[[Any], Any]
"""How a type reads itself: a function of the plain value that raises Refusal 400."""


@dataclass(frozen=True, slots=True)
class Struct:
    """A struct's Go name, and for each JSON name what its value has to be.

    That is a Go type as error texts spell it, with a `*` before it for a pointer; a struct; or how a type reads itself.
    `any` takes everything.
    """

    go: str
    fields: Mapping[str, str | Struct | Reader]
    many: bool = False
    """Whether it is a slice of the struct."""
    alone: bool = False
    """Whether it decodes itself: its first error ends everything, and comes before those found so far."""
    slice: str = ""
    """The name of the slice's type, where it has one."""

    @property
    def type_name(self) -> str:
        return (self.slice or f"[]{self.go}") if self.many else self.go


class _Place(NamedTuple):
    """Where a value stands: the struct that Go's errors name, and the fields on the way to it."""

    owner: str
    path: str = ""
    kept: bool = False
    """Whether deeper structs leave the name as it is, as they do in a type that decodes itself."""

    def field(self, shape: Struct, name: str) -> _Place:
        named = "" if shape.go.startswith("struct ") else shape.go.rpartition(".")[2]
        owner = self.owner if self.kept else named
        return _Place(owner, f"{self.path}.{name}", self.kept)

    def __str__(self) -> str:
        return self.owner + self.path


def filled(value: object, shape: Struct, problems: list[str]) -> dict[str, Any]:
    """The fields of `shape` that `value` has, keys in any case, the last of equal ones.

    Adds to `problems` what Go would complain of. Raises: Refusal for what a type that reads itself complains of.
    """
    if not isinstance(value, Object):
        if value is not None:
            problems.append(f"json: cannot unmarshal {_named(value)} into Go value of type {shape.go}")
        return {}
    into: dict[str, Any] = {}
    _fill(into, value, shape, _Place(""), problems)
    return into


def checked(value: object, shape: Struct) -> dict[str, Any]:
    """The same for a plain value. Raises: Refusal 400 with the first complaint."""
    problems: list[str] = []
    fields = filled(_written(value), shape, problems)
    if problems:
        raise Refusal(400, problems[0])
    return fields


def plain(value: object, depth: int = 0) -> Any:
    """The value as Python has it; numbers as a 64-bit float holds them, whole ones as an integer.

    Raises: Refusal 400 for one that no float holds, or that is nested too deep.
    """
    if isinstance(value, Number):
        return _float(value)
    if depth > MAX_DEPTH:
        raise Refusal(400, "exceeded max depth")
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return {_text(key): plain(member, depth + 1) for key, member in value.items()}
    return [plain(item, depth + 1) for item in value] if isinstance(value, list) else value


def _written(value: object) -> object:
    """A plain value as the decoder has it before it is made plain."""
    if isinstance(value, dict):
        return Object([(key, _written(member)) for key, member in value.items()])
    if isinstance(value, list):
        return [_written(item) for item in value]
    return Number(repr(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _fill(into: dict[str, Any], value: Object, shape: Struct, place: _Place, problems: list[str]) -> None:
    for key, member in value.members:
        name = key if key in shape.fields else _folded(key)
        if name not in shape.fields:
            continue
        kind = shape.fields[name]
        if member is None:
            if not isinstance(kind, str) or kind not in _VALUES:
                into.pop(name, None)
            continue
        _member(into, name, member, kind, place.field(shape, name), problems)


def _member(
    into: dict[str, Any], name: str, value: object, kind: str | Struct | Reader, place: _Place, problems: list[str]
) -> None:
    if isinstance(kind, Struct):
        _nested(into, name, value, kind, place, problems)
    elif callable(kind):
        into[name] = kind(plain(value))
    elif problem := _misfit(value, kind.removeprefix("*"), place):
        problems.append(problem)
    elif kind == "map[string]interface {}":
        into[name] = into.get(name, {}) | plain(value)
    else:
        into[name] = plain(value)


def _nested(into: dict[str, Any], name: str, value: object, kind: Struct, place: _Place, problems: list[str]) -> None:
    if kind.many and isinstance(value, list):
        into[name] = [_element(item, kind, place, problems) for item in value]
    elif not kind.many and isinstance(value, Object):
        _fill(into.setdefault(name, {}), value, kind, place, problems)
    else:
        problems.append(_mismatch(_named(value), place, kind.type_name))


def _element(item: object, kind: Struct, place: _Place, problems: list[str]) -> dict[str, Any]:
    found = [] if kind.alone else problems
    place = place._replace(kept=place.kept or kind.alone)
    into: dict[str, Any] = {}
    if isinstance(item, Object):
        _fill(into, item, kind, place, found)
    elif item is not None:
        found.append(_mismatch(_named(item), place, kind.go))
    if kind.alone and found:
        raise Refusal(400, found[0])
    return into


def _misfit(value: object, kind: str, place: _Place) -> str:
    """What is wrong with a value for a field of Go type `kind`, "" when nothing is."""
    if kind == "any":
        return _unread(value, place)
    if kind.startswith("[]"):
        if not isinstance(value, list):
            return _mismatch(_named(value), place, kind)
        wrong = (_misfit(item, kind[2:], place) for item in value if item is not None)
        return next(filter(None, wrong), "")
    if isinstance(value, Number):
        return _misfit_number(value, kind, place)
    if kind == "map[string]interface {}" and isinstance(value, dict):
        return _unread(value, place)
    if kind == "api.ImageData" and isinstance(value, str):
        return _bad_base64(value)
    fits = (kind == "string" and isinstance(value, str)) or (kind == "bool" and isinstance(value, bool))
    return "" if fits else _mismatch(_named(value), place, kind)


def _misfit_number(value: Number, kind: str, place: _Place) -> str:
    if kind == "int":
        fits = re.fullmatch(r"-?\d{1,19}", value) is not None and -(2**63) <= int(value) < 2**63
        return "" if fits else _mismatch(f"number {value}", place, kind)
    if kind in ("float64", "float32"):
        limit = math.inf if kind == "float64" else 3.4028235677973366e38
        return "" if abs(float(value)) < limit else _mismatch(f"number {value}", place, kind)
    return _mismatch("number", place, kind)


def _unread(value: object, place: _Place) -> str:
    """The first number in a value that no float holds."""
    left = [value]
    for item in left:
        if isinstance(item, Number) and math.isinf(float(item)):
            return _mismatch(f"number {item}", place, "float64")
        left.extend(item.values() if isinstance(item, dict) else item if isinstance(item, list) else ())
    return ""


def _bad_base64(text: str) -> str:
    """What Go's decoder says of text that is no base64; line ends are left out, and counted."""
    at = [index for index, character in enumerate(text) if character not in "\r\n"] + [len(text)]
    data = re.sub(r"[\r\n]", "", text)
    clean = len(re.match(r"[A-Za-z0-9+/]*", data)[0])  # type: ignore[index]  # it matches nothing at all, too
    rest, over = data[clean:], clean % 4
    padding = "=" * (4 - over) if over > 1 else ""
    if rest == padding and over != 1:
        return ""
    if padding and rest.startswith(padding):
        wrong = at[clean + len(padding)]
    elif not rest:
        wrong = at[clean] - over
    else:
        wrong = len(text) if (over, rest) == (2, "=") else at[clean]
    return f"illegal base64 data at input byte {wrong}"


def _mismatch(what: str, place: _Place, kind: str) -> str:
    return f"json: cannot unmarshal {what} into Go struct field {place} of type {kind.replace('any', 'interface {}')}"


def _named(value: object) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, Number):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object" if isinstance(value, dict) else "null"


_VALUES = {"string", "bool", "int", "float64", "float32"}
"""The types that a null leaves as they are."""
_SURROGATE = re.compile("[\ud800-\udfff]")


def _text(value: str) -> str:
    """Without halves of surrogate pairs."""
    return _SURROGATE.sub("\ufffd", value)


def _folded(key: str) -> str:
    """A key as Go compares it: without case, and with the two letters that have an odd small form."""
    return key.lower().replace("\u017f", "s").replace("\u212a", "k")


def _float(text: Number) -> float | int:
    value = float(text)
    if math.isinf(value):
        raise Refusal(400, f"json: cannot unmarshal number {text} into Go value of type float64")
    return int(Decimal(repr(value))) if value.is_integer() and abs(value) < 1e21 else value
