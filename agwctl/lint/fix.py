"""Applies safe fixes until there is nothing left to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Diagnostic, LocatedFix, Severity
from agwctl.source.change import Change, apply
from agwctl.source.node import Source

__all__ = ["Fixed", "fixed"]

MAX_ROUNDS = 50
"""Each round makes or refuses at least one; fixes that undo one another end here."""


_Identity: TypeAlias = "tuple[str, str, str]"


class Fixed(NamedTuple):
    """A text after its fixes, what was cured, and what is left."""

    text: str
    cured: list[Diagnostic]
    left: Sequence[Diagnostic]


def fixed(text: str, check: Callable[[str], Sequence[Diagnostic]]) -> Fixed:
    """Makes the safe fixes of what `check` finds, and of what it finds then.

    A fix was a wrong guess, and is not made, when afterwards there is an error in the lines that it touched which no
    other fix cures.
    """
    cured: list[Diagnostic] = []
    left = check(text)
    refused: set[_Identity] = set()
    for _ in range(MAX_ROUNDS):
        fixable = [each for each in left if each.is_fixable and _identity(each) not in refused]
        if not fixable:
            break
        made, changed = _made(text, fixable)
        found = check(changed)
        if len(made) > 1 and _is_broken(found) and not _is_broken(left):
            made, changed = _made(text, fixable[:1])  # one of them breaks it
            found = check(changed)
        wrong = _wrong_guesses(made, left, found)
        if wrong:
            refused.update(map(_identity, wrong))
        else:
            cured += [each for each, _ in made]
            text, left = changed, found
    return Fixed(text, cured, left)


def _made(text: str, fixable: list[Diagnostic]) -> tuple[list[tuple[Diagnostic, set[int]]], str]:
    """The fixes that go together, each with the lines of the new text that it is about, and that text."""
    groups = [_changes(each) for each in fixable]
    changed, made = apply(text, groups)
    taken = [(each, group) for each, group, is_made in zip(fixable, groups, made, strict=True) if is_made]
    ordered = sorted(change for _, group in taken for change in group)
    starts: dict[Change, int] = {}
    moved = 0
    for change in ordered:
        starts[change] = change.start + moved
        moved += len(change.text) - (change.end - change.start)
    source = Source("", changed)
    lines = [{line for change in group for line in _lines(source, starts[change], change.text)} for _, group in taken]
    return [(each, touched) for (each, _), touched in zip(taken, lines, strict=True)], changed


def _lines(source: Source, start: int, text: str) -> range:
    return range(source.position(start).line, source.position(start + len(text)).line + 1)


def _wrong_guesses(
    made: list[tuple[Diagnostic, set[int]]], left: Sequence[Diagnostic], found: Sequence[Diagnostic]
) -> list[Diagnostic]:
    before = {(each.code.id, each.message) for each in left}
    new = [each for each in found if (each.code.id, each.message) not in before]
    if _is_broken(new):
        return [each for each, _ in made]
    lines = {each.span.start.line for each in new if each.severity is Severity.ERROR and not each.is_fixable}
    return [each for each, touched in made if touched & lines]


def _changes(diagnostic: Diagnostic) -> list[Change]:
    fix, source = diagnostic.fix, diagnostic.source
    edits = fix.edits if isinstance(fix, LocatedFix) else ()
    return [Change(source.offset(edit.span.start), source.offset(edit.span.end), edit.text) for edit in edits]


def _is_broken(diagnostics: Sequence[Diagnostic]) -> bool:
    return any(each.code is codes.YAML_SYNTAX for each in diagnostics)


def _identity(diagnostic: Diagnostic) -> _Identity:
    return diagnostic.code.id, diagnostic.pointer, diagnostic.message
