"""Sizes, times, versions, names and digests as scenario files write them."""

from __future__ import annotations

import math
import re
from typing import Annotated, TypeAlias

from agwctl.config.duration import parse_duration
from agwctl.config.types import Parsed
from agwctl.diagnostics import codes
from agwctl.ollama.duration import keep_alive
from agwctl.ollama.name import parse
from agwctl.ollama.refusal import Refusal

__all__ = [
    "Age",
    "Bytes",
    "Digest",
    "KeepAlive",
    "Name",
    "Origin",
    "Probability",
    "Rate",
    "Seconds",
    "Version",
    "parse_bytes",
]

_UNITS = {
    "": 1,
    "b": 1,
    **{f"{letter}b": 1000 ** (power + 1) for power, letter in enumerate("kmgtp")},
    **{f"{letter}ib": 1024 ** (power + 1) for power, letter in enumerate("kmgtp")},
}
_SIZE = re.compile(r"([0-9]{1,20}(?:\.[0-9]{1,20})?) ?([A-Za-z]*)")
_MOST = 2**63 - 1

SIZE_FORM = "a number with its unit: 2.0GB, 8GiB, 512MB, or bytes"


def parse_bytes(text: str) -> int:
    """Bytes in a size: `2.0GB` (decimal), `8GiB` (binary), `1234`.

    Raises: ValueError saying what is wrong.
    """
    found = _SIZE.fullmatch(text)
    if found is None:
        raise ValueError(f"invalid size: {text}")
    number, unit = found.groups()
    size = _UNITS.get(unit.lower())
    if size is None:
        raise ValueError(f"unknown unit {unit} in size {text}")
    whole, _, fraction = number.partition(".")
    if size == 1 and fraction:
        raise ValueError(f"invalid size: {text}: bytes are whole")
    value: int = int(whole) * size + int(fraction or "0") * size // 10 ** len(fraction)
    if value > _MOST:
        raise ValueError(f"invalid size: {text}: too large")
    return value


def _age(text: str) -> float:
    """Seconds in an age: a duration, or days and weeks, which Go's durations lack."""
    found = re.fullmatch(r"([0-9]{1,6})([dw])", text)
    if found is None:
        return parse_duration(text)
    return int(found[1]) * {"d": 86_400.0, "w": 604_800.0}[found[2]]


def _keep_alive(text: str) -> int:
    try:
        length = keep_alive(int(text) if re.fullmatch(r"-?[0-9]{1,18}", text) else text)
    except Refusal as refusal:
        raise ValueError(refusal.text) from None
    if length < 0:
        raise ValueError("Ollama's durations end at 292 years")
    return length


def _rate(text: str) -> float:
    value = _number(text)
    if not 0 < value < math.inf:
        raise ValueError(f"invalid value: {text}, expected a number above 0")
    return value


def _probability(text: str) -> float:
    value = _number(text)
    if not 0 <= value <= 1:
        raise ValueError(f"invalid value: {text}, expected a number from 0 to 1")
    return value


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _version(text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}(-rc[0-9]{1,3})?", text):
        raise ValueError(f"invalid version: {text}")
    return text


def _name(text: str) -> str:
    if parse(text) is None:
        raise ValueError(f"invalid model name: {text}")
    return text


def _digest(text: str) -> str:
    digest = text.removeprefix("sha256:")
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise ValueError(f"invalid digest: {text}")
    return digest


_SCHEMES = (
    "http://",
    "https://",
    *(f"{browser}-extension://" for browser in ("chrome", "safari", "moz", "ms-browser")),
)


def _origin(text: str) -> str:
    """What OLLAMA_ORIGINS may list; with anything else the real one does not start."""
    if text.count("*") > 1:
        raise ValueError("only one * is allowed")
    if "*" not in text and not text.startswith(_SCHEMES):
        raise ValueError(f"bad origin: {text}: origins must contain '*' or include {','.join(_SCHEMES)}")
    return text


Bytes: TypeAlias = Annotated[int, Parsed(parse_bytes, codes.BAD_SIZE, SIZE_FORM, expected="a size", kinds=(str, int))]
Seconds: TypeAlias = Annotated[
    float, Parsed(parse_duration, codes.BAD_DURATION, "a number with its unit: 500ms, 10s, 1m30s, 2h")
]
Age: TypeAlias = Annotated[
    float, Parsed(_age, codes.BAD_DURATION, "how long ago, a number with its unit: 90m, 36h, 14d, 3w")
]
"""Seconds."""
KeepAlive: TypeAlias = Annotated[
    int,
    Parsed(
        _keep_alive,
        codes.BAD_DURATION,
        "as OLLAMA_KEEP_ALIVE: 5m, 24h, 0 for not at all, -1 for ever",
        expected="a duration",
        kinds=(str, int),
    ),
]
"""Nanoseconds."""
Probability: TypeAlias = Annotated[
    float,
    Parsed(_probability, codes.OUT_OF_RANGE, "a number from 0 to 1", expected="a number", kinds=(int, float)),
]
Rate: TypeAlias = Annotated[
    float,
    Parsed(
        _rate, codes.OUT_OF_RANGE, "how many in a second, a number above 0", expected="a number", kinds=(int, float)
    ),
]
Version: TypeAlias = Annotated[
    str, Parsed(_version, codes.BAD_NAME, "a release of Ollama: 0.33.0, 0.13.5", kinds=(str, float))
]
Name: TypeAlias = Annotated[str, Parsed(_name, codes.BAD_NAME, "a model as Ollama names it: llama3.2, bob/foo:7b")]
Digest: TypeAlias = Annotated[str, Parsed(_digest, codes.BAD_NAME, "64 hex digits in lower case")]
Origin: TypeAlias = Annotated[str, Parsed(_origin, codes.BAD_NAME, "an origin such as http://app.example or *")]
