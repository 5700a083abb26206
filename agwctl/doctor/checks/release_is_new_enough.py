"""The release of Ollama has what is asked of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agwctl.doctor.check import Check, Finding, Link, failed, passed, warned
from agwctl.doctor.facts.fact import known
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.upgrade import upgrade
from agwctl.models.configured import Use
from agwctl.ollama.release import ENDPOINTS

__all__ = ["META", "run"]

META = Check(
    "release-is-new-enough",
    Link.VERSION,
    "the Ollama of {server} is new enough for what is asked of it",
    ids=("A40",),
    needs=("it-is-ollama", "host-is-accepted"),
)
Number = tuple[int, int, int]
SINCE: dict[str, Number] = {
    "/api/chat": (0, 1, 14),
    "/v1/chat/completions": (0, 1, 24),
    "/api/ps": (0, 1, 38),
    "/v1/completions": (0, 2, 0),
    "/v1/models": (0, 2, 0),
    "/api/embed": (0, 2, 6),
    "/v1/embeddings": (0, 2, 6),
    **ENDPOINTS,
}
"""Path → the first release that has it. Source: tags of ollama/ollama."""
ALWAYS = ("/v1/chat/completions", "/v1/models")
"""What a gateway needs of every Ollama."""
_VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)(?:[-+].*)?")
_PATH = re.compile(r"/(?:api|v1)/[a-z/_]+")


def run(facts: Facts) -> Finding:
    version = known(facts.server.version)
    found = _VERSION.fullmatch(version.strip())
    if found is None:
        return passed(f"{version[:40]!r} is no number of a release, so nothing can be told by it")
    number = (int(found[1]), int(found[2]), int(found[3]))
    if number == (0, 0, 0):
        return passed("it was built from source (0.0.0): nothing can be told by its version")
    lacking = [(path, why) for path, why in _asked(facts) if number < SINCE[path]]
    if not lacking:
        return passed(f"Ollama {version} has all that is asked of it")
    path = max((path for path, _ in lacking), key=SINCE.__getitem__)
    evidence = [
        f"/api/version: {version}",
        *(f"{path} came with {_written(SINCE[path])} ({why})" for path, why in lacking),
    ]
    summary = f"Ollama {version} has no {path}, which came with {_written(SINCE[path])}"
    is_broken = path != "/v1/models" or any(each != "/v1/models" for each, _ in lacking)
    return (failed if is_broken else warned)("A40", summary, evidence, [upgrade(facts)])


def _asked(facts: Facts) -> Iterator[tuple[str, str]]:
    """Paths that are called, and by whom."""
    for path in ALWAYS:
        yield path, "gateways call it"
    uses = {use: each.where for each in facts.server.server.models for use in each.uses}
    if Use.EMBEDDINGS in uses:
        yield "/v1/embeddings", uses[Use.EMBEDDINGS]
    authority = facts.server.server.address.authority
    for call in facts.configuration.calls if facts.configuration is not None else ():
        if call.upstream == authority and call.upstream_path in SINCE:
            yield call.upstream_path, call.where
    for match in _PATH.finditer(facts.asked.error if "404" in facts.asked.error else ""):
        if match[0] in SINCE:
            yield match[0], "--error"


def _written(number: Number) -> str:
    return ".".join(map(str, number))
