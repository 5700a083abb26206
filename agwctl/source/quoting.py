"""Values → YAML text, as short as it can be written in a file whose variables are replaced before it is parsed."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

from agwctl.source.node import Scalar
from agwctl.source.scalar import value_of

__all__ = ["Plain", "block_text", "flow_text", "scalar_text"]

Plain: TypeAlias = "str | int | float | bool | dict[str, Plain] | list[Plain] | None"
"""A value as JSON has it."""

_SAFE = re.compile(r"(?:[A-Za-z0-9_/]|\.(?=[A-Za-z0-9_]))(?:[A-Za-z0-9_/.+@%=~-]| (?=[A-Za-z0-9_])|:(?=[A-Za-z0-9/]))*")
_OTHERWISE_READ = re.compile(r"[0-9:_-]+|yes|no|on|off", re.IGNORECASE)
"""Text for the gateway, but something else for readers of YAML 1.1."""
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def scalar_text(value: str | int | float | bool | None, quote: str = "") -> str:
    """A scalar, in quotes when it needs them, or in the quotes that are asked for."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if not isinstance(value, str):
        return repr(value)
    if not quote and _is_plain(value):
        return value
    written = value.replace("$", "$$")
    if quote == "'" and value.isprintable():
        return "'" + written.replace("'", "''") + "'"
    import json

    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(written, ensure_ascii=False))


@lru_cache(maxsize=1024)
def _is_plain(text: str) -> bool:
    if not _SAFE.fullmatch(text) or _OTHERWISE_READ.fullmatch(text):
        return False
    return isinstance(value_of(Scalar(text, True, 0, 0)), str)


def flow_text(value: Plain) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar_text(key)}: {flow_text(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow_text, value)) + "]"
    return scalar_text(value)


def block_text(name: str, value: Plain, indent: int, end: str = "\n") -> str:
    """An entry of a block mapping without the indentation of its first line and the end of its last one."""
    if isinstance(value, list) and value and all(isinstance(each, dict) and each for each in value):
        items = [" " * indent + "- " + _block_entries(each, indent + 2, end) for each in value]
        return end.join([f"{scalar_text(name)}:", *items])
    if not isinstance(value, dict) or not value:
        return f"{scalar_text(name)}: {flow_text(value)}"
    return f"{scalar_text(name)}:{end}{' ' * (indent + 2)}{_block_entries(value, indent + 2, end)}"


def _block_entries(value: Plain, indent: int, end: str) -> str:
    entries = value.items() if isinstance(value, dict) else ()
    return f"{end}{' ' * indent}".join(block_text(key, each, indent, end) for key, each in entries)
