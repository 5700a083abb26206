"""All rules: those of gateway configurations and those of Kubernetes manifests."""

from __future__ import annotations

from typing import Any

from agwctl.lint import rules
from agwctl.lint.kubernetes import rules as manifest_rules
from agwctl.lint.rule import Checks

__all__ = ["RULES", "rule"]

RULES: dict[str, str] = rules.RULES | manifest_rules.RULES
"""Code → name of the module, in the order of the codes."""


def rule(code: str) -> Checks[Any]:
    """The rule of a code, loaded when it is first asked for."""
    return manifest_rules.rule(code) if code in manifest_rules.RULES else rules.rule(code)
