"""`agwctl serve`."""

from __future__ import annotations

from agwctl.errors import UnavailableError

__all__ = ["EXAMPLES", "run"]

EXAMPLES = """
agwctl serve
"""


def run() -> int:
    """Not there yet."""
    raise UnavailableError("`agwctl serve` is not built yet")
