"""Policies under conditions: of `conditional`, the first entry whose condition is true counts."""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.model import Model
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Finding
from agwctl.source.node import Mapping, Node, Scalar, Sequence
from agwctl.source.scalar import value_of

__all__ = ["mistakes"]

MOST = 64
"""Entries that agentgateway takes."""


def mistakes(policy: Model) -> Iterator[Finding]:
    """What is wrong with the entries of `policy.conditional` as a list."""
    node = policy.node("conditional")
    if node is policy.node() or not isinstance(node, Sequence):
        return
    if not node.items:
        message = "conditional policies must have at least one entry"
        yield Finding(codes.BAD_CONDITIONS, node, message, "add an entry, or write the policy itself")
    elif len(node.items) > MOST:
        message = f"conditional policies may have at most {MOST} entries"
        yield Finding(codes.BAD_CONDITIONS, node.items[MOST], message, f"there are {len(node.items)}")
    else:
        for entry in node.items[:-1]:
            if isinstance(entry, Mapping) and not _is_given(entry.get("condition")):
                message = "conditional policy entries without condition must be last"
                yield Finding(codes.BAD_CONDITIONS, entry, message, "give it a condition, or move it to the end")
                return


def _is_given(node: Node | None) -> bool:
    return node is not None and not (isinstance(node, Scalar) and node.plain and value_of(node) is None)
