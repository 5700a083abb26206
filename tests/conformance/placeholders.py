"""Ports and the @NAMES@ that stand for them, so that a recording does not depend on the ports of one run."""

from __future__ import annotations

import itertools
import os
import re
import socket
import threading
from functools import cache
from typing import Any

from tests.conformance.recordings import texts

__all__ = ["fill", "free_port", "unfill"]

Marks = dict[str, str]

# Below the range from which the kernel takes the ports of outgoing connections and of binds to port 0.
FIRST, LAST = 18_000, 32_000
_lock = threading.Lock()
_numbers = itertools.cycle(range(FIRST, LAST))


def free_port() -> int:
    """A port that nothing listens on and that this process hands out once.

    No recorded text contains its digits, so that putting placeholders back never hits anything else.
    """
    with _lock:
        for port in _numbers:
            if str(port) not in digits_in_cases() and bindable(port):
                return port
    raise AssertionError("unreachable: the numbers go round")


@cache
def digits_in_cases() -> frozenset[str]:
    # Two runs on one machine start at different places of the range.
    for _ in range(os.getpid() * 101 % (LAST - FIRST)):
        next(_numbers)
    return frozenset(re.findall(r"(?=(\d{5}))", texts()))


def bindable(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


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
