"""JSON as Go's encoding/json reads and writes it, down to the error texts that clients get to see."""

from __future__ import annotations

import json
import math
import re
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from agwctl.ollama.refusal import Refusal

__all__ = ["Struct", "decode", "encode", "first_value", "float32_text"]


@dataclass(frozen=True, slots=True)
class Struct:
    """A Go struct that a body is decoded into: JSON name → a Go type as error texts spell it, or a nested Struct.

    "any" takes every value. `many` is a slice of the struct.
    """

    go: str
    fields: Mapping[str, str | Struct]
    many: bool = False

    @property
    def type_name(self) -> str:
        return f"[]{self.go}" if self.many else self.go


def decode(body: bytes, shape: Struct, *, empty: str) -> dict[str, Any]:
    """The first JSON value of `body`, with the fields of `shape` only; keys match in any case, the rest is ignored.

    Raises: Refusal 400 with Go's wording; `empty` is the text for a body without any value.
    """
    value, _ = first_value(body, empty=empty)
    problems: list[str] = []
    decoded = _struct(value, shape, shape.go.rpartition(".")[2], problems)
    if problems:
        raise Refusal(400, problems[0])
    return decoded


def first_value(body: bytes, *, empty: str) -> tuple[Any, str]:
    """The first JSON value of `body` and the text behind it.

    Raises: Refusal 400 as `decode` does.
    """
    text = body.decode("utf-8", "replace").lstrip(" \t\r\n")
    if not text:
        raise Refusal(400, empty)
    try:
        value, end = _DECODER.raw_decode(text)
    except json.JSONDecodeError as error:
        raise Refusal(400, _syntax_error(error)) from None
    except RecursionError:
        raise Refusal(400, "exceeded max depth") from None
    except ValueError:  # more digits than Python turns into an integer
        raise Refusal(400, "json: cannot unmarshal number into Go value of type float64") from None
    return value, text[end:]


def encode(value: object) -> str:
    """Compact, keys in their order, `<`, `>` and `&` escaped as Go's encoder does for the sake of HTML."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _ESCAPED.sub(lambda found: _escape(found[0]), text)


def float32_text(values: Iterable[float]) -> str:
    """Numbers that are exact in 32 bits, each in the fewest digits that read back as the same 32 bits."""
    return "[" + ",".join(_shortest(value) for value in values) + "]"


_ESCAPED = re.compile("[<>&\u2028\u2029\ud800-\udfff]")


def _escape(character: str) -> str:
    return "\ufffd" if "\ud800" <= character <= "\udfff" else f"\\u{ord(character):04x}"


def _shortest(value: float) -> str:
    exact = struct.pack("<f", value)
    digits = next(n for n in range(1, 10) if struct.pack("<f", float(f"{value:.{n}g}")) == exact or n == 9)
    text = repr(float(f"{value:.{digits}g}"))
    if "e-05" in text:  # Go turns to exponents below 1e-6, Python below 1e-4
        text = f"{value:.{digits + 4}f}"
    return text.removesuffix(".0").replace("e-0", "e-")


def _reject_constant(name: str) -> object:
    raise json.JSONDecodeError("Expecting value", name, 0)


def _float64(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise Refusal(400, f"json: cannot unmarshal number {text} into Go value of type float64")
    return value


_DECODER = json.JSONDecoder(parse_constant=_reject_constant, parse_float=_float64)


def _syntax_error(error: json.JSONDecodeError) -> str:
    """Go's words for where Python's decoder stopped."""
    rest = error.doc[error.pos :]
    if error.msg.startswith("Illegal trailing comma"):
        rest = rest[1:]
    rest = rest.lstrip(" \t\r\n")
    if not rest or error.msg.startswith("Unterminated string"):
        return "unexpected EOF"
    character = {"'": "\\'", "\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(rest[0], rest[0])
    for start, words in _SYNTAX:
        if error.msg.startswith(start):
            return f"invalid character '{character}' {words}"
    before = _STRING.sub("", error.doc[: error.pos])
    in_array = before.count("[") - before.count("]") > 0 and before.rfind("[") > before.rfind("{")
    return f"invalid character '{character}' after {'array element' if in_array else 'object key:value pair'}"


_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_SYNTAX = (
    ("Expecting property name", "looking for beginning of object key string"),
    ("Illegal trailing comma before end of object", "looking for beginning of object key string"),
    ("Illegal trailing comma", "looking for beginning of value"),
    ("Expecting value", "looking for beginning of value"),
    ("Expecting ':'", "after object key"),
    ("Invalid control character", "in string literal"),
    ("Invalid \\", "in string escape code"),
)


def _struct(value: object, shape: Struct, path: str, problems: list[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        if value is not None:
            problems.append(f"json: cannot unmarshal {_kind(value)} into Go value of type {shape.go}")
        return {}
    decoded = {}
    for key, member in value.items():
        name = key if key in shape.fields else key.lower()
        if name in shape.fields and member is not None:
            decoded[name] = _member(member, shape.fields[name], f"{path}.{name}", problems)
    return decoded


def _member(value: object, kind: str | Struct, path: str, problems: list[str]) -> Any:
    if isinstance(kind, Struct):
        if kind.many and isinstance(value, list):
            return [_struct(item, kind, path, problems) if isinstance(item, dict) else {} for item in value]
        if isinstance(value, dict) and not kind.many:
            return _struct(value, kind, path, problems)
        wanted = kind.type_name
    else:
        if _fits(value, kind):
            return value
        wanted = kind
    problems.append(f"json: cannot unmarshal {_kind(value, wanted)} into Go struct field {path} of type {wanted}")
    return None


def _fits(value: object, kind: str) -> bool:
    if kind == "any":
        return True
    if kind.startswith("[]"):
        return isinstance(value, list) and all(item is None or _fits(item, kind[2:]) for item in value)
    if isinstance(value, bool):
        return kind == "bool"
    if isinstance(value, int) and kind == "int":
        return -(2**63) <= value < 2**63
    wanted: dict[str, tuple[type, ...]] = {
        "string": (str,),
        "int": (int,),
        "float64": (int, float),
        "map[string]interface {}": (dict,),
    }
    return isinstance(value, wanted.get(kind, ()))


def _kind(value: object, wanted: str = "") -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)) and wanted == "int":
        return f"number {value!r}"
    names: dict[type, str] = {str: "string", int: "number", float: "number", list: "array", dict: "object"}
    return names.get(type(value), "null")
