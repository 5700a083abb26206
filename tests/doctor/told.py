"""Results made up for tests of what is told about them."""

from __future__ import annotations

from typing import Any

from agwctl.doctor.check import Check, Finding, Link, Scope, passed
from agwctl.doctor.engine import Checked, Diagnosis

SERVER = "http://127.0.0.1:11434"


def checked(id: str, finding: Finding, link: Link = Link.MODEL, **changes: Any) -> Checked:
    """A result; `matters` and `scope` are the check's, the rest the result's."""
    scope = changes.pop("scope", Scope.SERVER)
    own = {key: changes.pop(key) for key in ("matters", "only_deep") if key in changes}
    meta = Check(id, link, f"{id} holds", ("A01",), scope=scope, **own)
    server = SERVER if scope is Scope.SERVER else None
    return Checked(meta, **{"server": server, "statement": meta.statement, "finding": finding, **changes})


def diagnosis(*results: Checked, verdict: int | None = 0) -> Diagnosis:
    """`verdict` is the number of the result to tell first."""
    return Diagnosis(results, None if verdict is None else results[verdict])


WELL = diagnosis(
    checked("name-resolves", passed("127.0.0.1"), Link.NAME),
    checked("ollama-listening", passed("open in 1 ms"), Link.LISTENER),
    checked("models-are-there", passed("llama3.2:latest is there"), Link.MODEL),
    verdict=None,
)
