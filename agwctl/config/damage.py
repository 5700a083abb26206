"""What may be said about a text of which a piece could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Finding

if TYPE_CHECKING:
    from agwctl.source.recovery import Damage

__all__ = ["is_small", "without_damage"]

ABSENT = (codes.MISSING_KEY, codes.NO_VARIANT)
"""They say that something is not there, as does any finding at an empty value: it may be what could not be read."""


def is_small(damage: Iterable[Damage]) -> bool:
    """Whether nothing but pieces of lines is lost, so that all else means what it says."""
    return all(each.is_small for each in damage)


def without_damage(findings: Iterable[Finding], damage: list[Damage]) -> Iterator[Finding]:
    """Leaves out what may only be a consequence of the lost pieces."""
    whole = is_small(damage)
    for finding in findings:
        is_shape = finding.code.id < "AGW1"
        if (whole or is_shape) and not any(_may_follow(finding, each) for each in damage):
            yield finding


def _may_follow(finding: Finding, damage: Damage) -> bool:
    node = finding.node
    end = max(node.end, node.start + 1)
    if finding.code in ABSENT or node.end <= node.start:
        return node.start < damage.end and end >= damage.before
    return node.start < damage.end and end > damage.start
