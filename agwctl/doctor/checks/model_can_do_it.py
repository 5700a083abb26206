"""A model can do what it is asked for: chat, embeddings, tools, pictures, thinking."""

from __future__ import annotations

import re
from typing import NamedTuple

from agwctl.doctor.check import Check, Finding, Fix, Link, failed, not_needed, passed
from agwctl.doctor.evidence.texts import pasted
from agwctl.doctor.evidence.wanted import Wanted, is_another_program, model_in, wanted
from agwctl.doctor.facts.fact import Unread, known, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.models import pull
from agwctl.models.configured import Use
from agwctl.models.verdict import find

__all__ = ["META", "run"]

META = Check(
    "model-can-do-it",
    Link.CAPABILITY,
    "each model on {server} can do what it is asked for",
    ids=("B08", "B09", "B10", "B11", "B12"),
    needs=(
        "it-is-ollama",
        "host-is-accepted",
    ),
)


class _Ability(NamedTuple):
    """Something that not every model can do."""

    id: str
    capability: str
    """Ollama's word for it."""
    doing: str
    refusal: re.Pattern[str]
    """What Ollama says to a request for it."""
    example: str
    """A small model that can."""
    otherwise: str = ""
    """What the client can do without it."""


_ABILITIES = (
    _Ability("B09", "completion", "chat", re.compile(r"does not support (?:chat|generate)\b"), "llama3.2"),
    _Ability(
        "B08", "embedding", "make embeddings",
        re.compile(r"does not support embeddings|not support embedding models"), "nomic-embed-text",
        "keep embeddings and chats on models of their own",
    ),
    _Ability(
        "B10", "tools", "call tools", re.compile(r"does not support tools"), "llama3.2",
        "turn tools (function calling, agent mode) off in the client",
    ),
    _Ability(
        "B11", "vision", "see pictures",
        re.compile(r"does not support (?:vision|images?|multimodal)|missing data required for image input", re.I),
        "gemma3:4b", "send no pictures to it",
    ),
    _Ability(
        "B12", "thinking", "think", re.compile(r"does not support thinking"), "qwen3:4b",
        "leave `think` and `reasoning_effort` out of the request",
    ),
)  # fmt: skip
_BY_USE = {frozenset({Use.CHAT}): "completion", frozenset({Use.EMBEDDINGS}): "embedding"}
"""What a route asks of a model by all the calls that it takes, if that is one thing."""
_MOST = 3


def run(facts: Facts) -> Finding:
    if is_another_program(facts.server):
        return not_needed("what answers is not Ollama: it does not tell what its models can do")
    known(facts.server.tags)
    names = [one for one in wanted(facts) if one.entry is not None]
    for one in names:
        need = _BY_USE.get(one.uses)
        if need is not None and (can := _capabilities(one)) and need not in can:
            return _unable(facts, one.name, _ability(need), [f"{one.where}: {_WANTED_FOR[need]}", _told(one)])
    for ability in _ABILITIES:
        found = pasted(facts, ability.refusal)
        if found is not None and not _can_now(facts, found.line, ability):
            name = model_in(found.line) or facts.asked.model or "the model"
            return _unable(facts, name, ability, [found.evidence])
    return _statement(names)


_WANTED_FOR = {"completion": "its route is for chats", "embedding": "its route is for embeddings"}


def _unable(facts: Facts, name: str, ability: _Ability, evidence: list[str]) -> Finding:
    able = [each.name for each in known_or(facts.server.tags, ()) if ability.capability in _can(facts, each.name)]
    fixes = (
        [Fix(f"use a model that can, such as {', '.join(able[:_MOST])}")] if able else [pull(facts, ability.example)]
    )
    if ability.otherwise:
        fixes.append(Fix(ability.otherwise))
    return failed(ability.id, f"{name} cannot {ability.doing}", evidence, fixes)


def _can_now(facts: Facts, text: str, ability: _Ability) -> bool:
    """Whether the model of an error can do it after all, as when it was pulled again."""
    name = model_in(text) or facts.asked.model
    entry = find(name, known_or(facts.server.tags, ())) if name is not None else None
    return entry is not None and ability.capability in _can(facts, entry.name)


def _can(facts: Facts, name: str) -> tuple[str, ...]:
    """By /api/show, else by the list; empty where neither tells, as before 0.6.4."""
    shown = facts.server.shown.get(name)
    if shown is not None and not isinstance(shown, Unread) and shown.capabilities:
        return shown.capabilities
    return next((each.capabilities for each in known_or(facts.server.tags, ()) if each.name == name), ())


def _capabilities(one: Wanted) -> tuple[str, ...]:
    if one.shown is not None and one.shown.capabilities:
        return one.shown.capabilities
    return one.entry.capabilities if one.entry is not None else ()


def _told(one: Wanted) -> str:
    return f"POST /api/show {one.name}: capabilities {', '.join(_capabilities(one))}"


def _ability(capability: str) -> _Ability:
    return next(each for each in _ABILITIES if each.capability == capability)


def _statement(names: list[Wanted]) -> Finding:
    """What each model is good for, for whoever asked about one."""
    told = [_good_for(one) for one in names]
    if not told:
        return not_needed("no model is asked for by name")
    if len(told) == 1:
        return passed(told[0], [_told(one) for one in names if _capabilities(one)])
    return passed("the models can do what they are asked for", told)


def _good_for(one: Wanted) -> str:
    can = _capabilities(one)
    if not can:
        return f"{one.name}: Ollama does not tell what it can do"
    able = ", ".join(each.doing for each in _ABILITIES if each.capability in can) or "do none of what is asked here"
    unable = ", ".join(each.doing for each in _ABILITIES if each.capability not in can)
    return f"{one.name} can {able}{f'; it cannot {unable}' if unable else ''}"
