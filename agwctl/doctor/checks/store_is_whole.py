"""The files of the models are whole, and of a form that this release reads."""

from __future__ import annotations

import re

from agwctl.doctor.check import Check, Finding, Fix, Link, failed, not_needed, noted, passed, warned
from agwctl.doctor.evidence.texts import tell, trace, traces
from agwctl.doctor.evidence.wanted import model_in, wanted
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.models import pull, pull_again
from agwctl.doctor.fixes.service import restart
from agwctl.doctor.fixes.store import own_store
from agwctl.doctor.fixes.upgrade import upgrade
from agwctl.model_name import same_model

__all__ = ["META", "run"]

META = Check(
    "store-is-whole",
    Link.MODEL,
    "the model files of {server} are whole",
    ids=("B15", "B18"),
    needs=(
        "it-is-ollama",
        "host-is-accepted",
    ),
    matters=False,
)

_DAMAGED = re.compile(r"digest mismatch, file must be downloaded again|digest mismatch, expected", re.I)
_OTHER_FORM = re.compile(
    r"invalid file magic|no longer compatible with your version|may be incompatible with your version of Ollama"
    r"|unknown model architecture|unsupported (?:GGUF|file) version|failed to load model metadata",
    re.IGNORECASE,
)
_OLD_BLOB = re.compile(r"updating it by running|re-download|no longer compatible", re.IGNORECASE)


def run(facts: Facts) -> Finding:
    if (found := trace(facts, _DAMAGED)) is not None:
        failure = failed("B15", "a download came out damaged", fixes=_again(facts, found.line))
        return tell(found, failure)
    if (found := trace(facts, _OTHER_FORM)) is not None:
        return tell(found, failed("B18", _form(found.line), fixes=_readable(facts, found.line)))
    store = own_store(facts)
    if store is None:
        return not_needed("its folder of models is not here to be looked at")
    if store.damaged:
        return _damaged(facts, store.damaged, store.path)
    if store.partial:
        count = f"{len(store.partial)} file{'' if len(store.partial) == 1 else 's'}"
        summary = f"{count} in {store.path} came only in part: a pull is under way, or was broken off"
        return noted("B15", summary, store.partial[:_MOST], [_resume(facts)])
    return passed(f"no model in {store.path} is damaged, as far as sizes tell")


_MOST = 5
_OFTEN = 2
"""Damaged downloads in one log that are no accident."""


def _damaged(facts: Facts, names: tuple[str, ...], path: str) -> Finding:
    asked = [name for name in names if any(same_model(name, one.name) for one in wanted(facts))]
    summary = f"{(asked or names)[0]} is damaged: a blob is missing, or of another size than its manifest says"
    evidence = [f"{path}: {name}" for name in names[:_MOST]]
    fixes = [pull_again(facts, name) for name in (asked or names)[:_MOST]]
    return failed("B15", summary, evidence, fixes) if asked else warned("B15", summary, evidence, fixes)


def _again(facts: Facts, text: str) -> list[Fix]:
    name = model_in(text) or model_in(facts.asked.error) or facts.asked.model
    by_hand = Fix("remove the model and pull it again: ollama rm NAME, ollama pull NAME")
    again = pull_again(facts, name) if name else by_hand
    if sum(not each.is_pasted for each in traces(facts, _DAMAGED)) < _OFTEN:
        return [again]
    return [
        again,
        restart(facts)._replace(title="it comes again and again: restart Ollama, then look at disk and memory"),
    ]


def _form(text: str) -> str:
    if "architecture" in text:
        return "a model is of an architecture that this release does not know"
    return "a model's file is of a form that this release does not read"


def _readable(facts: Facts, text: str) -> list[Fix]:
    name = re.search(r"(?:ollama pull |^')([\w./:-]+)", text) or re.search(r"'([\w./:-]+)' is no longer", text)
    model = name[1] if name is not None else facts.asked.model
    again = pull(facts, model) if model else Fix("pull the model again, or import it anew: ollama pull NAME")
    return [again, upgrade(facts)] if _OLD_BLOB.search(text) else [upgrade(facts), again]


def _resume(facts: Facts) -> Fix:
    absent = next((one.name for one in wanted(facts) if one.entry is None and not one.is_cloud), None)
    return pull(facts, absent) if absent else Fix("pull that model again: it goes on where it stopped")
