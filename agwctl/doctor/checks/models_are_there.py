"""The models that are asked for are on the server, under exactly these names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agwctl.doctor.check import Check, Finding, Fix, Link, Status, failed, not_needed, passed
from agwctl.doctor.evidence.missing import Missing, described, missing, other_stores
from agwctl.doctor.evidence.texts import pasted
from agwctl.doctor.evidence.wanted import Wanted, is_another_program, wanted
from agwctl.doctor.facts.fact import known, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.models import pull
from agwctl.doctor.fixes.store import use_store
from agwctl.ollama.name import parse
from agwctl.ollama.release import NAMES_CHECKED

__all__ = ["META", "run"]

META = Check(
    "models-are-there",
    Link.MODEL,
    "{server} has the models that are asked for",
    ids=("B01", "B02", "B03", "B04", "B05", "B06", "B19"),
    needs=(
        "it-is-ollama",
        "host-is-accepted",
    ),
)

_NO_MANIFEST = re.compile(r"pull model manifest: file does not exist", re.IGNORECASE)
_NO_PROVIDER = re.compile(r"LLM Provider NOT provided", re.IGNORECASE)
_MOST = 8
_SMALL = "llama3.2"
"""What a server without any model is told to pull: it runs nearly everywhere."""


def run(facts: Facts) -> Finding:
    if is_another_program(facts.server):
        return not_needed(
            f"what answers on {facts.server.server.address.authority} is not Ollama: its models are not asked"
        )
    tags = known(facts.server.tags)
    names = wanted(facts)
    absent = [one for one in names if one.entry is None and not one.is_cloud]
    other_case = [one for one in names if _differs_in_case(facts, one)]
    if absent:
        return _absent(facts, absent)
    if other_case:
        return _other_case(facts, other_case)
    if (told := _told(facts)) is not None:
        return told
    if not tags and not names:
        return _nothing_there(facts)
    if not names:
        return passed(f"{_count(len(tags))} there; none is asked for by name")
    return passed(f"{', '.join(one.name for one in names[:_MOST])} {'is' if len(names) == 1 else 'are'} there")


def _absent(facts: Facts, absent: list[Wanted]) -> Finding:
    causes = [missing(facts, one) for one in absent]
    first, server = causes[0], facts.server.server.address.authority
    more = f", and {len(absent) - 1} more of those that are asked for" if len(absent) > 1 else ""
    tags = known_or(facts.server.tags, ())
    listed = ", ".join(each.name for each in tags[:_MOST]) + (", …" if len(tags) > _MOST else "")
    evidence = [f"GET /api/tags: {_count(len(tags))}{f': {listed}' if tags else ''}"]
    if len(absent) > 1 or not absent[0].where.startswith("--"):
        evidence += [f"{one.where}: {one.name}: {cause.why}" for one, cause in zip(absent, causes, strict=True)]
    return Finding(
        Status.FAIL,
        f"{absent[0].name} is not on {server}: {first.why}{more}",
        tuple(dict.fromkeys(cause.id for cause in causes)),
        tuple(evidence),
        first.fixes if len(causes) == 1 else tuple(_all_of_them(causes)),
    )


def _all_of_them(causes: list[Missing]) -> Iterator[Fix]:
    """The likeliest of each, which are all to be done: commands in one block."""
    best = list(dict.fromkeys(cause.fixes[0] for cause in causes if cause.fixes))[:_MOST]
    blocks = [each for each in best if each.commands]
    if blocks:
        title = blocks[0].title if len(blocks) == 1 else "get all that are missing"
        yield blocks[0]._replace(title=title, commands=tuple(line for each in blocks for line in each.commands))
    yield from (each._replace(is_besides=bool(blocks)) for each in best if not each.commands)


def _nothing_there(facts: Facts) -> Finding:
    server = facts.server.server.address.authority
    evidence = ["GET /api/tags: no models"]
    others = other_stores(facts)
    if others:
        why = f"{server} has no models, but {described(others[0])}"
        return failed("B19", why, evidence, [*use_store(facts, others[0]), pull(facts, _SMALL)])
    return failed("B01", f"{server} has no models", evidence, [pull(facts, _SMALL)])


def _differs_in_case(facts: Facts, one: Wanted) -> bool:
    """Whether this release does not find a name for its capital letters."""
    version, name = facts.server.release, parse(one.name)
    if name is None or one.entry is None or one.entry.remote_model or not version:
        return False
    return version < NAMES_CHECKED and str(name) != one.entry.name


def _other_case(facts: Facts, names: list[Wanted]) -> Finding:
    first, version = names[0], known_or(facts.server.version, "")
    assert first.entry is not None  # those that differ are there
    there = first.entry.name
    place = "where it is asked for" if first.where.startswith("--") else f"at {first.where}"
    summary = f"{first.name} is there as {there}, and Ollama {version} minds capital letters in chats"
    return failed("B04", summary, [f"{one.where}: {one.name}" for one in names], [Fix(f"write {there} {place}")])


def _told(facts: Facts) -> Finding | None:
    """What only a text shows: a pull of a name that the registry does not have, and a name that LiteLLM refuses."""
    if (found := pasted(facts, _NO_MANIFEST)) is not None:
        fix = Fix("look the tags of the model up on https://ollama.com/library, and pull one of them")
        return failed("B03", "the registry has no model of the name that was to be pulled", [found.evidence], [fix])
    if (found := pasted(facts, _NO_PROVIDER)) is not None:
        name = next((each.name for each in known_or(facts.server.tags, ())), _SMALL)
        fix = Fix(f"write ollama_chat/{name.removesuffix(':latest')} in LiteLLM, which takes the prefix off")
        return failed("B05", "LiteLLM wants a provider's prefix before the model's name", [found.evidence], [fix])
    return None


def _count(models: int) -> str:
    return f"{models} model{'' if models == 1 else 's'}"
