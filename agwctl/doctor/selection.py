"""Which checks run: by their ids, by the failures that they find, by the letters of the catalogue's sections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from agwctl.doctor.check import Check, CheckModule, Finding, Status
from agwctl.doctor.facts.facts import Facts

__all__ = ["UnknownWord", "chosen"]


class UnknownWord(Exception):
    """Neither a check nor a failure that a check finds; says what was probably meant."""

    def __init__(self, word: str, nearest: str | None) -> None:
        super().__init__(word)
        self.word = word
        self.nearest = nearest


@dataclass(slots=True)
class _Without:
    """A check of which some findings are not wanted."""

    META: Check
    of: Callable[[Facts], Finding]
    ids: frozenset[str]

    def run(self, facts: Facts) -> Finding:
        found = self.of(facts)
        left_out = found.ids and found.ids[0] in self.ids
        return Finding(Status.SKIP, f"left out: {found.ids[0]}") if left_out else found


def chosen(modules: Sequence[CheckModule], only: Iterable[str], skip: Iterable[str]) -> list[CheckModule]:
    """The checks to run, with those that they need; without `only` all of them. Raises: UnknownWord."""
    names = [_meant(word, modules) for word in only]
    wanted = {each.META.id for each in modules if not names or any(_names(name, each.META) for name in names)}
    _add_needs(wanted, modules)
    unwanted = [_meant(word, modules) for word in skip]
    left = [each for each in modules if each.META.id in wanted and each.META.id not in unwanted]
    return [found for each in left if (found := _narrowed(each, unwanted)) is not None]


def _meant(word: str, modules: Sequence[CheckModule]) -> str:
    """The word as it is written in the registry. Raises: UnknownWord."""
    known = {each.META.id for each in modules} | {id for each in modules for id in each.META.ids}
    known |= {id[0] for id in known if id[0].isupper()}
    by_case = {each.lower(): each for each in known}
    found = by_case.get(word.lower())
    if found is None:
        from agwctl.config.suggest import nearest  # with all that knows of configurations

        raise UnknownWord(word, nearest(word, tuple(sorted(known))))
    return found


def _names(name: str, meta: Check) -> bool:
    return name == meta.id or any(_covers(name, id) for id in meta.ids)


def _covers(name: str, id: str) -> bool:
    return name == id or (len(name) == 1 and id.startswith(name))


def _add_needs(wanted: set[str], modules: Sequence[CheckModule]) -> None:
    by_id = {each.META.id: each.META for each in modules}
    left = list(wanted)
    while left:
        needs = {*by_id[left.pop()].needs} & by_id.keys() - wanted
        wanted |= needs
        left += needs


def _narrowed(module: CheckModule, unwanted: Sequence[str]) -> CheckModule | None:
    """A check without the findings that nobody wants; None when it has no others."""
    ids = frozenset(id for id in module.META.ids if any(_covers(name, id) for name in unwanted))
    if not ids:
        return module
    return None if ids == {*module.META.ids} else _Without(module.META, module.run, ids)
