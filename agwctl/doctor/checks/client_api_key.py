"""OpenAI's libraries have a key to send, though Ollama wants none."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Link, Scope, not_needed, passed, warned
from agwctl.doctor.evidence.client_url import is_meant, read
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.shell import export

__all__ = ["META", "run"]

META = Check(
    "client-api-key",
    Link.CLIENT,
    "OpenAI's libraries find a key in this shell",
    ids=("G05",),
    scope=Scope.ONCE,
)


def run(facts: Facts) -> Finding:
    url = read("OPENAI_BASE_URL", facts.environment.get("OPENAI_BASE_URL", ""))
    if url is None or not is_meant(facts, url):
        return not_needed("OPENAI_BASE_URL leads to none of these servers")
    if facts.environment.get("OPENAI_API_KEY", "").strip():
        return passed("OPENAI_API_KEY is set")
    state = "is empty" if "OPENAI_API_KEY" in facts.environment else "is not set"
    summary = f"OPENAI_BASE_URL is set and OPENAI_API_KEY {state}: OpenAI's libraries fail before they ask anything"
    fix = export(facts, "give OpenAI's libraries any text as a key", {"OPENAI_API_KEY": "ollama"})
    return warned("G05", summary, [f"OPENAI_API_KEY {state}"], [fix])
