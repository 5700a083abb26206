"""The facts themselves, as indented text."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from enum import Enum

from agwctl.diagnostics.printable import printable
from agwctl.doctor.facts.fact import NOT_ASKED, Unread
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.sockets import Process

__all__ = ["raw"]

LONGEST = 400
"""Characters of one text that are shown."""

_OF_INTEREST = re.compile(
    r"OLLAMA_|(CUDA|HIP|ROCR|HSA|GGML|GPU|NVIDIA|AMD|WSL)_|(HTTPS?|ALL|NO)_PROXY$|OPENAI_|ANTHROPIC_|AGWCTL_|"
    r"(HOME|SHELL|LANG|USER|container|KUBERNETES_SERVICE_HOST)$",
    re.IGNORECASE,
)
"""Of an environment the variables that may have to do with it; others are nobody's business."""


def raw(facts: Facts) -> str:
    """One line for each fact; what was not asked and what is empty is left out, `server` stands among the servers."""
    lines = ["facts"]
    for field in dataclasses.fields(facts):
        if field.name != "server":
            lines += _lines(field.name, getattr(facts, field.name), "  ")
    return "\n".join(lines)


def _lines(name: str, value: object, indent: str) -> Iterator[str]:
    parts = _parts(name, value)
    if parts is None:
        if value != NOT_ASKED and value not in (None, "", b"", ()):
            yield f"{indent}{name}: {_text(value)}"
        return
    inner = [line for part, held in parts for line in _lines(part, held, indent + "  ")]
    if inner:
        yield f"{indent}{name}:"
        yield from inner


def _parts(name: str, value: object) -> list[tuple[str, object]] | None:
    """What a value is made of; None for a plain one."""
    if isinstance(value, Unread):
        return None
    if isinstance(value, Process) and not value.is_ollama:
        return [("pid", value.pid), ("name", value.name), ("user", value.user)]  # its command is nobody's business
    if dataclasses.is_dataclass(value):
        return [(field.name, getattr(value, field.name)) for field in dataclasses.fields(value)]
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return list(zip(value._fields, value, strict=True))
    if isinstance(value, Mapping):
        wanted = (key for key in value if "environment" not in name or _OF_INTEREST.match(str(key)))
        return [(printable(str(key)), value[key]) for key in wanted]
    if isinstance(value, (tuple, list, frozenset)) and value and not all(isinstance(each, str | int) for each in value):
        return [(str(number), held) for number, held in enumerate(value, 1)]
    return None


def _text(value: object) -> str:
    if isinstance(value, Unread):
        return printable(f"cannot tell: {value.reason}")
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bytes):
        value = value.decode("utf-8", "backslashreplace")
    text = printable(value if isinstance(value, str) else str(value))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text) - LONGEST} more characters)"
