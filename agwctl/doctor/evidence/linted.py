"""What the linter says about the configuration, as the finding of a check."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from agwctl.doctor.check import Check, Finding, failed, not_needed, noted, passed, warned
from agwctl.doctor.facts.configuration import ConfigurationFinding
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.gateway import validate

__all__ = ["linted", "said"]

_WAYS_OF_RELEASE = ("AGW406", "AGW410")
"""What agentgateway 1.4 does with every configuration, which works all the same."""
_RANK = {"error": 0, "warning": 1, "info": 2}


def linted(facts: Facts, meta: Check, breaks: Collection[str] = ()) -> Finding:
    """The worst that the linter says of a check's entries; codes of `breaks` mean that there is no answer at all."""
    if facts.configuration is None:
        return not_needed("no gateway configuration was found")
    found = sorted(said(facts, meta.ids, breaks), key=lambda each: (each.code not in breaks, _RANK[each.severity]))
    if not found:
        return passed(f"the linter finds nothing of this in {facts.configuration.path}")
    first, *others = found
    id = next(id for id in first.ids if id in meta.ids)
    evidence = [f"{first.where}: {first.code}", *(f"{each.where}: {each.message} ({each.code})" for each in others)]
    tell = _weight(facts, first, breaks)
    return tell(id, f"{first.message} ({first.where})", evidence, [validate(facts, first.hint)])


def _weight(facts: Facts, found: ConfigurationFinding, breaks: Collection[str]) -> Callable[..., Finding]:
    """Notes are about agentgateway only: where another gateway runs, or none yet, they are worth knowing."""
    is_note = found.severity == "info" and (found.code not in breaks or not _runs_release(facts))
    if is_note or found.code in _WAYS_OF_RELEASE:
        return noted
    return failed if found.code in breaks or found.severity == "error" else warned


def said(facts: Facts, ids: Collection[str], breaks: Collection[str] = ()) -> Iterator[ConfigurationFinding]:
    """What counts of it: notes only where agentgateway itself runs, or would answer nothing."""
    known = facts.configuration
    for each in known.findings if known is not None and known.is_valid else ():
        is_told = each.severity != "info" or each.code in breaks or _runs_release(facts)
        if is_told and any(id in ids for id in each.ids):
            yield each


def _runs_release(facts: Facts) -> bool:
    listener = facts.gateway.listener if facts.gateway is not None else None
    return listener is not None and listener.process is not None and listener.process.name == "agentgateway"
