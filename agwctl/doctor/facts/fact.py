"""A fact that could not be read is a value too: it says why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

__all__ = ["NOT_ASKED", "CannotTell", "Unread", "known", "known_or"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unread:
    """Stands where a fact would: why it is not there, in words that follow "cannot tell: "."""

    reason: str


NOT_ASKED = Unread("it was not asked")


class CannotTell(Exception):
    """A check needs a fact that was not read; its result is `unknown`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def known(fact: T | Unread) -> T:
    """The fact. Raises: CannotTell when it was not read."""
    if isinstance(fact, Unread):
        raise CannotTell(fact.reason)
    return fact


def known_or(fact: T | Unread, otherwise: T) -> T:
    """The fact, or what to assume without it."""
    return otherwise if isinstance(fact, Unread) else fact
