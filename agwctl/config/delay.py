"""The policy `delay`: requests that are held up."""

from __future__ import annotations

from typing import Annotated

from agwctl.config.duration import parse_duration
from agwctl.config.expression import syntax_mistake
from agwctl.config.model import Model
from agwctl.config.types import Parsed
from agwctl.diagnostics import codes


def delay_text(text: str) -> str:
    """A duration, or an expression for a number of milliseconds.

    Raises: ValueError with agentgateway's own text.
    """
    try:
        parse_duration(text)
    except ValueError:
        mistake = syntax_mistake(text)
        if mistake is not None:
            raise ValueError(mistake.message) from None
    return text


class Delay(Model):
    """Holds requests up, to see how others take it."""

    duration: Annotated[
        str, Parsed(delay_text, codes.BAD_EXPRESSION, "a duration such as 2s, or an expression for milliseconds")
    ]
    """A duration, or an expression for a number of milliseconds."""
