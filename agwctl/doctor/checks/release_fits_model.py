"""This release of Ollama is new enough for the models that are asked for."""

from __future__ import annotations

import re

from agwctl.doctor.check import Check, Finding, Link, failed, passed
from agwctl.doctor.evidence.texts import tell, trace
from agwctl.doctor.evidence.wanted import wanted
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.upgrade import upgrade
from agwctl.models.verdict import too_old

__all__ = ["META", "run"]

META = Check(
    "release-fits-model",
    Link.MODEL,
    "Ollama on {server} is new enough for the models that are asked for",
    ids=("B17",),
    needs=(
        "it-is-ollama",
        "host-is-accepted",
    ),
)

_TOO_OLD = re.compile(r"requires a newer version of Ollama|\b412\b.*newer version", re.IGNORECASE)


def run(facts: Facts) -> Finding:
    version = known_or(facts.server.version, "")
    for one in wanted(facts):
        for why in too_old(one.shown, version) if one.shown is not None else ():
            evidence = [f"POST /api/show {one.name}: requires {one.shown.requires if one.shown else ''}",
                        f"GET /api/version: {version}"]  # fmt: skip
            return failed("B17", f"{one.name}: {why}", evidence, [upgrade(facts)])
    found = trace(facts, _TOO_OLD)
    if found is not None:
        summary = f"a model needs a newer Ollama than {version}" if version else "a model needs a newer Ollama"
        return tell(found, failed("B17", summary, fixes=[upgrade(facts)]))
    return passed(f"no model asks for a newer Ollama than {version}" if version else "no model asks for a newer Ollama")
