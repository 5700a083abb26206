"""The rules for manifests: a line for each file beside this one."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from agwctl.lint.kubernetes.context import ManifestRule

__all__ = ["RULES", "rule"]

RULES: dict[str, str] = {
    # 80x: routes and backends
    "AGW801": "prefix_reaches_upstream",
    "AGW802": "unknown_backend",
    # 82x: Services and their addresses
    "AGW820": "address_never_used",
    "AGW821": "endpoints_deprecated",
}
"""Code → name of the module, in the order of the codes."""


def rule(code: str) -> ManifestRule:
    """The rule of a code, loaded when it is first asked for."""
    return cast("ManifestRule", import_module(f"agwctl.lint.kubernetes.rules.{RULES[code]}"))
