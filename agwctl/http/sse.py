"""Server-sent events, as far as a relay has to know them: whether a stream ended between two."""

from __future__ import annotations

__all__ = ["ends_inside_event"]


def ends_inside_event(tail: bytes) -> bool:
    """Whether a stream whose last bytes are `tail` broke off: within a line, or after data without a blank line.

    Lines that are no field, such as a JSON error sent in place of a stream, end well if they end at all.
    """
    if not tail or tail.endswith(b"\n\n"):
        return False
    lines = tail.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    if lines[-1]:
        return True
    for line in reversed(lines[:-1]):
        if not line:
            return False
        if line == b"data" or line.startswith(b"data:"):
            return True
    return False
