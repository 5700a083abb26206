"""`agwctl validate`."""

from __future__ import annotations

from agwctl.errors import UnavailableError

__all__ = ["EXAMPLES", "run"]

EXAMPLES = """
agwctl validate
"""


def run() -> int:
    """Not there yet."""
    raise UnavailableError("`agwctl validate` is not built yet")
