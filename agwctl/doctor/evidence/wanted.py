"""The models that somebody wants of a server: the configuration, --model, or an error that names one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts, ServerFacts
from agwctl.model_name import same_model
from agwctl.models.configured import Use
from agwctl.models.fitting import runs_elsewhere
from agwctl.models.verdict import find
from agwctl.ollama.replies import Listed, Running, Shown

__all__ = ["Wanted", "is_another_program", "loaded", "model_in", "wanted"]

_NAMED = (
    re.compile(r"""model ["']([^"'\s]+)["'] not found""", re.IGNORECASE),
    re.compile(r""""([^"\s]+)" does not support \w+"""),
    re.compile(r"registry\.ollama\.ai/(?:library/)?(\S+) does not support \w+"),
    re.compile(r"ollama (?:pull|run) ([\w./:-]+)"),
)

_SEARCHED = 20_000
"""Characters of a pasted text in which a model's name is looked for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name, what it is wanted for, and what the server has under it."""

    name: str
    where: str
    """`FILE:LINE:COLUMN`, `--model` or `--error`."""
    uses: frozenset[Use] = frozenset()
    entry: Listed | None = None
    """In `tags`; None when it is not there."""
    shown: Shown | None = None
    running: Running | None = None
    """In `ps`, when it is loaded."""

    @property
    def is_cloud(self) -> bool:
        """Whether it runs elsewhere; the name alone is enough for Ollama to ask its cloud."""
        return runs_elsewhere(self.name) or (self.entry is not None and bool(self.entry.remote_model))


def wanted(facts: Facts) -> tuple[Wanted, ...]:
    """Of the server that is looked at, each name once, as far as its lists are known."""
    found: dict[str, Wanted] = {}
    for name, where, uses in _named(facts):
        found.setdefault(name, _there(facts.server, Wanted(name, where, uses)))
    return tuple(found.values())


def loaded(facts: Facts) -> tuple[Wanted, ...]:
    """The models that are in memory, whoever wants them."""
    rows = known_or(facts.server.ps, ())
    return tuple(_there(facts.server, Wanted(row.name, "/api/ps")) for row in rows)


def is_another_program(server: ServerFacts) -> bool:
    """Whether it is one of the upstreams that need not be Ollama, and does not say that it is."""
    return not server.server.is_ollama and not server.identified


def model_in(text: str) -> str | None:
    """The model that an error text names."""
    found = next((match for pattern in _NAMED if (match := pattern.search(text))), None)
    return found[1].strip("`.,") if found else None


def _named(facts: Facts) -> Iterator[tuple[str, str, frozenset[Use]]]:
    for each in facts.server.server.models:
        if each.model is not None and each.is_ollama:
            yield each.model, each.where, each.uses
    for name, where in ((facts.asked.model, "--model"), (model_in(facts.asked.error[:_SEARCHED]), "--error")):
        if name is not None and _is_for(facts, name):
            yield name, where, frozenset()


def _is_for(facts: Facts, name: str) -> bool:
    """Whether a name is meant for this server: by the configuration, else where it is, else for the first."""
    servers = facts.servers or (facts.server,)
    if any(name == each.name and name != each.model for server in servers for each in server.server.models):
        return False  # a client's word for a model that the configuration names, which is looked at itself
    by_file = [server for server in servers if any(same_model(each.model or "", name) for each in server.server.models)]
    having = [server for server in servers if find(name, known_or(server.tags, ())) is not None]
    return facts.server.server == (by_file or having or servers)[0].server


def _there(server: ServerFacts, one: Wanted) -> Wanted:
    entry = find(one.name, known_or(server.tags, ()))
    if entry is None:
        return one
    shown = server.shown.get(entry.name)
    row = next((each for each in known_or(server.ps, ()) if each.digest == entry.digest), None)
    return Wanted(one.name, one.where, one.uses, entry, shown if isinstance(shown, Shown) else None, row)
