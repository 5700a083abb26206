"""The gateway lists the models that its servers have."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from agwctl.doctor.check import Check, Finding, Fix, Link, Scope, failed, not_needed, noted, passed
from agwctl.doctor.evidence.wanted import is_another_program
from agwctl.doctor.facts.fact import Unread, known_or
from agwctl.doctor.facts.facts import Facts, ServerFacts
from agwctl.models.configured import Configured
from agwctl.models.fitting import runs_elsewhere
from agwctl.models.verdict import find

__all__ = ["META", "run"]

META = Check(
    "gateway-list-matches",
    Link.GATEWAY,
    "the models that {gateway} lists are there",
    ids=("B21",),
    scope=Scope.ONCE,
    matters=False,
)

_MOST, _SHOWN = 3, 20


def run(facts: Facts) -> Finding:
    servers = [each for each in facts.servers if each.server.models and not is_another_program(each)]
    if facts.configuration is None or not servers:
        return not_needed("no configuration names models")
    unread = next((each.tags for each in servers if isinstance(each.tags, Unread)), None)
    if unread is not None and len(servers) == 1:
        return passed(f"what its server has is not known: {unread.reason}")
    return _offered(facts, servers) or _held_back(servers) or passed("the gateway offers what its servers have")


def _offered(facts: Facts, servers: list[ServerFacts]) -> Finding | None:
    """Names that clients are shown, and that would fail."""
    listed = _listed(facts)
    lacking = [entry for server in servers for entry in _lacking(server) if not listed or entry.name in listed]
    if not lacking:
        return None
    names = _some(list(dict.fromkeys(entry.name for entry in lacking)))
    evidence = [
        f"{each.where}: {each.name} stands for {each.model}, which is not in /api/tags" for each in lacking[:_SHOWN]
    ]
    fixes = [Fix("pull what is missing, or take these entries out; agwctl models check shows both lists")]
    who = "the gateway" if listed else "the configuration"
    # A failure, since it always comes with that of the model that is not there, and is then told as following from it.
    return failed("B21", f"{who} offers {names}, which would fail", evidence, fixes)


def _held_back(servers: list[ServerFacts]) -> Finding | None:
    named = {digest for server in servers for digest in _named(server)}
    hidden = sorted({name for server in servers for name in _hidden(server, named)})
    if not hidden:
        return None
    them = "it" if len(hidden) == 1 else "them"
    return noted("B21", f"clients of the gateway do not get {_some(hidden)}: the configuration does not name {them}")


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return f"{', '.join(names[:_MOST])}{more}"


def _listed(facts: Facts) -> frozenset[str]:
    """What GET /v1/models of the gateway shows, else what it is to show; empty when neither is known."""
    answer = facts.gateway.models if facts.gateway is not None else None
    if answer is not None and not isinstance(answer, Unread) and answer.status == 200:
        try:
            return frozenset(str(each["id"]) for each in json.loads(answer.body)["data"])
        except (ValueError, KeyError, TypeError, RecursionError):
            pass  # another program's list; whose, another check tells
    names = known_or(facts.configuration.listed_models, ()) if facts.configuration is not None else ()
    return frozenset() if "*" in names else frozenset(names)


def _lacking(server: ServerFacts) -> Iterator[Configured]:
    tags = server.tags
    if not isinstance(tags, Unread):
        for entry in server.server.models:
            if entry.model is not None and not runs_elsewhere(entry.model) and find(entry.model, tags) is None:
                yield entry


def _named(server: ServerFacts) -> Iterator[str]:
    """Digests of the models that entries stand for."""
    tags = known_or(server.tags, ())
    yield from (found.digest for each in server.server.models if (found := find(each.model or "", tags)) is not None)


def _hidden(server: ServerFacts, named: Collection[str]) -> Iterator[str]:
    """Models that are pulled and that no entry of any server stands for; none where clients may ask for all."""
    if all(each.model is not None for each in server.server.models):
        yield from (each.name for each in known_or(server.tags, ()) if each.digest not in named)
