"""Changing a line of the gateway's configuration file."""

from __future__ import annotations

import re

from agwctl.doctor.check import Fix

__all__ = ["write"]


def write(where: str, line: str, why: str = "") -> Fix:
    """By hand: `where` is FILE:LINE or FILE:LINE:COLUMN, `line` what is to stand there."""
    file_and_line = re.sub(r"(:\d+):\d+$", r"\1", where)
    return Fix(f"in {file_and_line} write `{line}`" + (f" ({why})" if why else ""), (), "any")
