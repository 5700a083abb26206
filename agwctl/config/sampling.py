"""Shares of requests that are traced."""

from __future__ import annotations

import re
from typing import Annotated, TypeAlias

from agwctl.config.expression import syntax_mistake
from agwctl.config.types import Parsed
from agwctl.diagnostics import codes

__all__ = ["Sampling", "sampling"]

_CONSTANT = re.compile(r"true|false|[0-9.]+")


def sampling(text: str) -> str:
    """A number, `true`, `false`, or an expression for one of them.

    Raises: ValueError with agentgateway's own text.
    """
    mistake = None if _CONSTANT.fullmatch(text) else syntax_mistake(text)
    if mistake is not None:
        raise ValueError(mistake.message)
    return text


Sampling: TypeAlias = Annotated[
    str,
    Parsed(
        sampling,
        codes.BAD_EXPRESSION,
        "a number from 0.0 to 1.0, true, false, or an expression",
        expected="a string, a number or a boolean",
        kinds=(str, int, float, bool),
    ),
]
