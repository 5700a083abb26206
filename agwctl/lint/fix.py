"""Applies safe fixes until there is nothing left to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Diagnostic, LocatedFix
from agwctl.source.change import Change, apply

__all__ = ["Fixed", "fixed"]

MAX_ROUNDS = 50
"""Each round makes at least one change; fixes that undo one another end here."""


class Fixed(NamedTuple):
    """A text after its fixes, what was cured, and what is left."""

    text: str
    cured: list[Diagnostic]
    left: Sequence[Diagnostic]


def fixed(text: str, check: Callable[[str], Sequence[Diagnostic]]) -> Fixed:
    """Makes the safe fixes of what `check` finds, and of what it finds then."""
    cured: list[Diagnostic] = []
    left = check(text)
    refused: set[tuple[str, str, str]] = set()
    for _ in range(MAX_ROUNDS):
        fixable = [each for each in left if each.is_fixable and _identity(each) not in refused]
        if not fixable:
            break
        made, text, left = _round(text, fixable, left, check)
        cured += made
        if not made:
            refused.add(_identity(fixable[0]))
    return Fixed(text, cured, left)


def _round(
    text: str, fixable: list[Diagnostic], left: Sequence[Diagnostic], check: Callable[[str], Sequence[Diagnostic]]
) -> tuple[list[Diagnostic], str, Sequence[Diagnostic]]:
    """Makes as many fixes as go together; the first one alone when the text is no YAML otherwise."""
    for chosen in (fixable, fixable[:1]):
        changed, made = apply(text, [_changes(each) for each in chosen])
        if changed == text:
            continue
        found = check(changed)
        if _is_broken(left) or not _is_broken(found):
            return [each for each, is_made in zip(chosen, made, strict=True) if is_made], changed, found
    return [], text, left


def _changes(diagnostic: Diagnostic) -> list[Change]:
    fix, source = diagnostic.fix, diagnostic.source
    edits = fix.edits if isinstance(fix, LocatedFix) else ()
    return [Change(source.offset(edit.span.start), source.offset(edit.span.end), edit.text) for edit in edits]


def _is_broken(diagnostics: Sequence[Diagnostic]) -> bool:
    return any(each.code is codes.YAML_SYNTAX for each in diagnostics)


def _identity(diagnostic: Diagnostic) -> tuple[str, str, str]:
    return diagnostic.code.id, diagnostic.pointer, diagnostic.message
