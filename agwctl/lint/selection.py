"""Which codes count: all of them, or what `select` and `ignore` leave."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Code, Severity
from agwctl.lint.own_codes import OWN_CODES
from agwctl.lint.registry import RULES, rule

__all__ = ["Selection", "UnknownSelector", "always_told", "matching", "name_of"]

ALL = "ALL"
_FAILURE_MODE = re.compile(r"[A-Z][0-9]{2}")
_PREFIX = re.compile(r"AGW[0-9]{0,3}")


class UnknownSelector(Exception):
    """A word that selects nothing, and one that may be meant."""

    def __init__(self, word: str) -> None:
        from agwctl.config.suggest import nearest

        super().__init__(word)
        self.word = word
        self.nearest = nearest(word, tuple(_names()))


class Selection(NamedTuple):
    """What is selected and ignored: codes, their beginnings, names, failure modes such as E19, or ALL.

    As in ruff, the more exact one wins: AGW501 is on when AGW5 is ignored and AGW501 selected.
    """

    select: tuple[str, ...] = (ALL,)
    ignore: tuple[str, ...] = ()

    def codes(self) -> frozenset[str]:
        """The codes that count. Raises: UnknownSelector."""
        selected, ignored = _exactness(self.select), _exactness(self.ignore)
        return frozenset(code for code, exactness in selected.items() if exactness > ignored.get(code, -1))


def _exactness(words: Iterable[str]) -> Mapping[str, int]:
    """How exactly each code is named; 0 stands for ALL."""
    exactness: dict[str, int] = {}
    for word in words:
        length = 0 if word.upper() == ALL else len(word) if _PREFIX.fullmatch(word.upper()) else len("AGW000")
        for code in matching(word):
            exactness[code] = max(length, exactness.get(code, -1))
    return exactness


def matching(word: str) -> frozenset[str]:
    """The codes that a word stands for. Raises: UnknownSelector."""
    names = _names()
    upper = word.upper()
    if upper == ALL:
        return frozenset(names.values())
    if word.lower() in names:
        return frozenset({names[word.lower()]})
    found: Iterable[str] = ()
    if _PREFIX.fullmatch(upper):
        found = (code for code in names.values() if code.startswith(upper))
    elif _FAILURE_MODE.fullmatch(upper):
        found = (code for code in RULES if upper in rule(code).IDS)
    told = frozenset(found)
    if not told:
        raise UnknownSelector(word)
    return told


def always_told(code: Code) -> bool:
    """Whether it is what agentgateway refuses to load: that stays an error whatever is ignored."""
    return code.id not in RULES and code.severity is Severity.ERROR


def name_of(code: str) -> str:
    """The name of a code."""
    return next(name for name, each in _names().items() if each == code)


@cache
def _names() -> dict[str, str]:
    """Name → code."""
    fixed = [*(code for code in vars(codes).values() if isinstance(code, Code)), *OWN_CODES]
    return {
        **{code.name: code.id for code in fixed},
        **{module.replace("_", "-"): code for code, module in RULES.items()},
    }
