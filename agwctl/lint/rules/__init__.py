"""The rules: a line for each file beside this one."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from agwctl.lint.rule import Rule

__all__ = ["RULES", "rule"]

RULES: dict[str, str] = {
    # 1xx: gateways, listeners, routes
    # 2xx: backends
    # 3xx: policies
    # 4xx: LLM; 401 to 410 are the differences between the modes
    # 5xx: security
    # 6xx: performance
    # 7xx: spelling and leftovers
}
"""Code → name of the module, in the order of the codes."""


def rule(code: str) -> Rule:
    """The rule of a code, loaded when it is first asked for."""
    return cast("Rule", import_module(f"agwctl.lint.rules.{RULES[code]}"))
