"""Whether all who list an Ollama's models list the same ones: its two APIs, its command, and a gateway."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from agwctl.model_name import full_name
from agwctl.models.columns import table

__all__ = ["Source", "agreement", "differences", "names_of_openai_list", "parity_json", "parity_table"]


class Source(NamedTuple):
    """Somebody who lists models."""

    title: str
    names: tuple[str, ...] = ()
    problem: str = ""
    """Why it could not be asked."""
    meant: Mapping[str, str] = MappingProxyType({})
    """Names of its own, by a configuration, and the models that they stand for."""


def names_of_openai_list(reply: Any) -> tuple[str, ...]:
    """The names in a reply of `/v1/models`. Raises: ValueError for something else."""
    entries = reply.get("data") if isinstance(reply, dict) else reply
    if entries is None:  # Ollama's word for none
        return ()
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise ValueError("it is no list of models")
    return tuple(str(each.get("id", "")) for each in entries)


def differences(sources: Sequence[Source]) -> list[str]:
    """In words, model by model; those that could not be asked are left out of it."""
    asked = [source for source in sources if not source.problem]
    return [told for spellings in _models(asked) for told in _about(spellings, asked)]


def _models(asked: Sequence[Source]) -> list[dict[str, str]]:
    """For each model the spelling of it in each source that has it, by the source's title."""
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for source in asked:
        for name in source.names:
            if "*" not in name:  # a gateway's pattern stands for no model in particular
                found.setdefault(full_name(source.meant.get(name, name)), {}).setdefault(source.title, name)
    return list(found.values())


def _about(spellings: dict[str, str], asked: Sequence[Source]) -> Iterator[str]:
    name = next(iter(spellings.values()))
    lacking = [source.title for source in asked if source.title not in spellings]
    if lacking and len(spellings) == 1:
        yield f"{name} is listed by {next(iter(spellings))} only"
    elif lacking:
        yield f"{name} is missing: {', '.join(lacking)}"
    spelt: dict[str, list[str]] = {}
    own = {source.title: source.meant for source in asked}
    for title, spelling in spellings.items():
        if spelling in own[title]:
            continue  # it is called otherwise on purpose
        spelt.setdefault(spelling, []).append(title)
    if len(spelt) > 1:
        yield "one model, spelt " + ", and ".join(f"{text} by {', '.join(titles)}" for text, titles in spelt.items())


def agreement(sources: Sequence[Source]) -> str:
    """What there is to say when no difference was found."""
    asked = [source.title for source in sources if not source.problem]
    if len(asked) < 2:
        return f"nothing to compare: {'only ' + asked[0] if asked else 'none of them'} answered"
    return "all agree" if len(asked) == len(sources) else f"those that answered agree: {', '.join(asked)}"


def parity_table(sources: Sequence[Source]) -> str:
    """A row for each model, a column for each source; `-` where it has not got it, `?` where it was not asked."""
    asked = [source for source in sources if not source.problem]
    rows = [
        (
            next(iter(spellings.values())),
            *("?" if source.problem else spellings.get(source.title, "-") for source in sources),
        )
        for spellings in _models(asked)
    ]
    return table(("MODEL", *(source.title for source in sources)), rows)


def parity_json(sources: Sequence[Source]) -> dict[str, Any]:
    found = differences(sources)
    return {
        "schemaVersion": 1,
        "agree": not found and not any(source.problem for source in sources),
        "sources": [
            {"title": each.title, "names": list(each.names), "problem": each.problem or None} for each in sources
        ],
        "differences": found,
    }
