"""Changes to a text by offsets, several at once."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from typing import NamedTuple

__all__ = ["Change", "apply"]


class Change(NamedTuple):
    """`text` takes the place of `[start:end]` of a text as written."""

    start: int
    end: int
    text: str


def apply(text: str, groups: Iterable[Sequence[Change]]) -> tuple[str, list[bool]]:
    """Makes the changes of each group, all of them or none; a group that meets an earlier one has to wait.

    Returns the new text, and for each group whether it was made.
    """
    taken: list[Change] = []
    made = []
    for group in groups:
        fits = not any(_meets(change, taken) for change in group)
        made.append(fits)
        if fits:
            for change in group:
                insort(taken, change)
    pieces: list[str] = []
    at = 0
    for change in taken:
        pieces += (text[at : change.start], change.text)
        at = change.end
    return "".join([*pieces, text[at:]]), made


def _meets(change: Change, taken: list[Change]) -> bool:
    """Whether a change has to do with the same text as one of those, which are in order and apart from one another."""
    at = bisect_left(taken, change)
    return any(_meet(change, other) for other in taken[max(0, at - 2) : at + 2])


def _meet(one: Change, other: Change) -> bool:
    if one.start == one.end or other.start == other.end:
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end
