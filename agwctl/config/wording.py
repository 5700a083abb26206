"""How agentgateway puts what it refuses: values, and lists of what would do."""

from __future__ import annotations

import json
from collections.abc import Sequence as Words

from agwctl.source.node import Mapping, Node, Scalar
from agwctl.source.scalar import value_of

__all__ = ["described", "expected", "one_of", "path_hint"]


def described(node: Node) -> str:
    """``integer `5` ``, `string "a"`, `map` …"""
    if not isinstance(node, Scalar):
        return "map" if isinstance(node, Mapping) else "sequence"
    match value_of(node):
        case None:
            return "null"
        case bool() as flag:
            return f"boolean `{str(flag).lower()}`"
        case int() as number:
            return f"integer `{number}`"
        case float() as number:
            return f"floating point `{number}`"
        case text:
            return f"string {json.dumps(text, ensure_ascii=False)}"


def expected(words: Words[str]) -> str:
    """The end of a message: what would have done."""
    return f", expected {one_of(words)}" if words else ", there are no fields"


def one_of(words: Words[str]) -> str:
    """`` `a` ``, `` `a` or `b` ``, ``one of `a`, `b`, `c` ``."""
    quoted = [f"`{word}`" for word in words]
    return " or ".join(quoted) if len(quoted) < 3 else "one of " + ", ".join(quoted)


def path_hint(name: str) -> str:
    """What to look at when a file cannot be read."""
    if name.startswith("~"):
        return "`~` means nothing here: write $HOME"
    return "a relative path begins where the program was started"
