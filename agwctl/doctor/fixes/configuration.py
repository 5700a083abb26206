"""Changing a line of the gateway's configuration file."""

from __future__ import annotations

import re

from agwctl.doctor.check import Fix

__all__ = ["replace", "write"]


def write(where: str, line: str, why: str = "") -> Fix:
    """By hand: `where` is FILE:LINE or FILE:LINE:COLUMN, `line` what is to stand there."""
    return Fix(f"in {_file_and_line(where)} write `{line}`" + (f" ({why})" if why else ""), (), "any")


def replace(where: str, old: str, new: str) -> Fix:
    """By hand, where only the value is known and not the key that it stands behind."""
    return Fix(f"in {_file_and_line(where)} put {new} in place of {old}", (), "any")


def _file_and_line(where: str) -> str:
    return re.sub(r"(:\d+):\d+$", r"\1", where)
