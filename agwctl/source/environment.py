"""`$NAME` in the text of a configuration, replaced before anything is parsed, comments included."""

from __future__ import annotations

import os.path
import re
from collections.abc import Mapping
from typing import NamedTuple

from agwctl.source.node import Source, Substitution

__all__ = ["Unset", "expand"]

_REFERENCE = re.compile(r"\$(?:(?P<dollar>\$)|\{(?P<braced>[^}]*)\}|(?P<name>\w+))")
_SCHEMA_COMMENT = "# yaml-language-server: $schema="
_HOME = re.compile(r"~(?=/|\Z)")


class Unset(NamedTuple):
    """A variable that is not set; offsets into the parsed text, where its name stands for it."""

    name: str
    start: int
    end: int


def expand(path: str, text: str, environ: Mapping[str, str]) -> tuple[Source, list[Unset]]:
    """The text with variables replaced, and those that are not set.

    Source: shellexpand, as agentgateway uses it.
    """
    substitutions: list[Substitution] = []
    unset: list[Unset] = []
    parts: list[str] = []
    length = at = 0

    def put(piece: str) -> None:
        nonlocal length
        parts.append(piece)
        length += len(piece)

    def replace(piece: str, start: int, end: int) -> None:
        nonlocal at
        put(text[at:start])
        substitutions.append(Substitution(length, length + len(piece), start, end))
        put(piece)
        at = end

    home = _HOME.match(text)
    if home and (folder := environ.get("HOME") or os.path.expanduser("~")):
        replace(folder, 0, 1)
    begin = len(_SCHEMA_COMMENT) if text.startswith(_SCHEMA_COMMENT) else 0
    for match in _REFERENCE.finditer(text, begin):
        value, name = _value(match, environ)
        if value is None:
            value = f"unset_{name}" if name.isidentifier() else "unset"
            place = length + match.start() - at
            unset.append(Unset(name, place, place + len(value)))
        replace(value, match.start(), match.end())
    put(text[at:])
    return Source(path, text, "".join(parts), substitutions), unset


def _value(match: re.Match[str], environ: Mapping[str, str]) -> tuple[str | None, str]:
    if match["dollar"]:
        return "$", ""
    if match["name"]:
        return environ.get(match["name"]), match["name"]
    braced: str = match["braced"]
    split = braced.find(":-", 1)
    name, default = (braced, None) if split < 0 else (braced[:split], braced[split + 2 :])
    return environ.get(name, default), name
