"""What an answer must look like: values with `<names>` for what differs from run to run, and `...` for the rest."""

from __future__ import annotations

import base64
import math
import re
import struct
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

__all__ = ["differences"]

GAP = "..."
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)"


def _text(pattern: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value, re.DOTALL) is not None


def _whole(low: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and value >= low


def _is_unit(vector: list[float]) -> bool:
    return len(vector) > 1 and math.isclose(math.hypot(*vector), 1.0, rel_tol=1e-5)


def _floats(text: str) -> list[float]:
    data = base64.b64decode(text, validate=True)
    return list(struct.unpack(f"<{len(data) // 4}f", data))


NAMED: dict[str, Callable[[Any], bool]] = {
    "any": lambda value: True,
    "text": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, float | int),
    "n": _whole(0),
    "ns": _whole(1),
    "ts": _text(TIME),
    "past": lambda value: _text(TIME)(value) and datetime.fromisoformat(value[:19]).year < 2100,
    "for ever": lambda value: _text(TIME)(value) and int(value[:4]) > 2300,
    "hex64": _text("[0-9a-f]{64}"),
    "digest": _text("sha256:[0-9a-f]{64}"),
    "pulling": _text("pulling [0-9a-f]{12}"),
    "call": _text("call_[a-z0-9]{8}"),
    "req": _text("req_[0-9a-f]{24}"),
    "chatcmpl": _text(r"chatcmpl-\d{1,3}"),
    "cmpl": _text(r"cmpl-\d{1,3}"),
    "unit vector": lambda value: isinstance(value, list) and _is_unit(value),
    "base64 vector": lambda value: isinstance(value, str) and _is_unit(_floats(value)),
    "no network": _text(
        'pull model manifest: Get "https://registry.ollama.ai/v2/library/nope/manifests/latest": .*lookup.*'
    ),
    "no manifest": _text("open /.*/manifests/registry.ollama.ai/library/nope/latest: no such file or directory"),
    "too long": _text(
        r'\{"error":\{"code":400,"message":"request \(\d+ tokens\) exceeds the available context size \(512 tokens\), '
        r'try increasing it","type":"exceed_context_size_error","n_prompt_tokens":\d+,"n_ctx":512\}\}'
    ),
}


def differences(pattern: Any, value: Any, at: str = "") -> Iterator[str]:
    """Where a value is not as it must be; the order of keys counts."""
    if isinstance(pattern, str) and pattern.startswith("<") and pattern.endswith(">"):
        if not NAMED[pattern[1:-1]](value):
            yield f"{at}: {value!r} is no {pattern}"
    elif isinstance(pattern, dict) and isinstance(value, dict):
        yield from _of_keys(pattern, value, at)
    elif isinstance(pattern, list) and isinstance(value, list):
        yield from _of_items(pattern, value, at)
    elif pattern != value or type(pattern) is not type(value):
        yield f"{at}: {value!r} is not {pattern!r}"


def _of_keys(pattern: dict[str, Any], value: dict[str, Any], at: str) -> Iterator[str]:
    wanted = [key for key in pattern if key != GAP]
    given = [key for key in value if key in pattern or GAP not in pattern]
    if wanted != given:
        yield f"{at}: keys {given}, not {wanted}"
    for key in wanted:
        if key in value:
            yield from differences(pattern[key], value[key], f"{at}.{key}")


def _of_items(pattern: list[Any], value: list[Any], at: str) -> Iterator[str]:
    """A gap stands for any number of items."""
    if GAP not in pattern:
        if len(pattern) != len(value):
            yield f"{at}: {len(value)} items, not {len(pattern)}: {value!r:.300}"
        for number, (part, item) in enumerate(zip(pattern, value, strict=False)):
            yield from differences(part, item, f"{at}[{number}]")
        return
    first = pattern.index(GAP)
    head, rest = pattern[:first], pattern[first + 1 :]
    yield from _of_items(head, value[:first], at)
    if not rest or len(value) < first:
        return
    found = [list(_of_items(rest, value[begin:], f"{at}[{begin}:]")) for begin in range(first, len(value) + 1)]
    if all(found):
        yield from min(found, key=len)
