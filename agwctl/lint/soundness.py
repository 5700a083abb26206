"""Whether something was understood with everything in it."""

from __future__ import annotations

from typing import Any

from agwctl.config.model import Model
from agwctl.lint.rule import LintContext

__all__ = ["is_sound_throughout"]


def is_sound_throughout(ctx: LintContext, value: Any) -> bool:
    """Whether there is no mistake in an object, or in a list of them, at any depth."""
    if ctx.is_whole:
        return True
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Model):
            if not ctx.is_sound(each):
                return False
            waiting += each.__dict__.values()
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, dict):
            waiting += each.values()
    return True
