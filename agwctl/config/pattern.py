"""Regular expressions in the dialect of the Rust crate `regex`, as far as Python's own can run them."""

from __future__ import annotations

import re

__all__ = ["compile_pattern", "matches_whole"]


def compile_pattern(text: str) -> re.Pattern[str]:
    """The compiled expression.

    Raises: ValueError with the reason.
    """
    try:
        return re.compile(text)
    except re.error as error:
        raise ValueError(f"regex parse error: {error}") from None


def matches_whole(pattern: re.Pattern[str], text: str) -> bool:
    """Whether the first match is all of `text`; as in the release, `a|ab` does not match `ab`."""
    match = pattern.match(text)
    return match is not None and match.end() == len(text)
