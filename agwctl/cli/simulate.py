"""`agwctl simulate`."""

from __future__ import annotations

from agwctl.errors import UnavailableError

__all__ = ["EXAMPLES", "run"]

EXAMPLES = """
agwctl simulate
"""


def run() -> int:
    """Not there yet."""
    raise UnavailableError("`agwctl simulate` is not built yet")
