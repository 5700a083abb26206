"""Text that stays on its line: what a file or a path holds must not steer the terminal, turn the order of its
characters around, or make two lines of one.
"""

from __future__ import annotations

import re

__all__ = ["UNPRINTABLE", "printable"]

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


def printable(text: str) -> str:
    r"""The text with control characters written out: `\n`, `\u001b`."""
    return UNPRINTABLE.sub(lambda match: _SHORT.get(match[0]) or f"\\u{ord(match[0]):04x}", text)
