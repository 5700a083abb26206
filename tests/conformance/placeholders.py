"""Ports and the @NAMES@ that stand for them, so that a recording does not depend on the ports of one run."""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Iterator
from functools import cache
from typing import Any

from bench.ports import bindable, kept_apart, own_block
from tests.conformance.recordings import texts

__all__ = ["fill", "free_port", "unfill"]

Marks = dict[str, str]

# Above those of other tests.
FIRST, LAST, BLOCK = 18_000, 32_000, 1_400
_lock = threading.Lock()


def free_port() -> int:
    """A port that nothing listens on and that no other running case has.

    No recorded text contains its digits, so that putting placeholders back never hits anything else.
    """
    with _lock:
        return next(port for port in numbers() if bindable(port))


@cache
def numbers() -> Iterator[int]:
    recorded = frozenset(re.findall(r"(?=(\d{5}))", texts()))
    return itertools.cycle(port for port in own_block(*kept_apart(FIRST, LAST), BLOCK) if str(port) not in recorded)


def fill(value: Any, marks: Marks) -> Any:
    """The value with every placeholder in its texts and keys replaced."""
    if isinstance(value, str):
        for mark, text in marks.items():
            value = value.replace(mark, text)
        return value
    if isinstance(value, dict):
        return {fill(key, marks): fill(item, marks) for key, item in value.items()}
    if isinstance(value, list):
        return [fill(item, marks) for item in value]
    return value


def unfill(value: Any, marks: Marks) -> Any:
    """The value with placeholders put back into its texts (not its keys), the longest texts first."""
    if isinstance(value, str):
        for mark, text in sorted(marks.items(), key=lambda pair: -len(pair[1])):
            value = value.replace(text, mark)
        return value
    if isinstance(value, dict):
        return {key: unfill(item, marks) for key, item in value.items()}
    if isinstance(value, list):
        return [unfill(item, marks) for item in value]
    return value
