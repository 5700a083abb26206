"""The entries of a scenario's `models` → models of the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from agwctl.ollama.clock import Pace
from agwctl.ollama.name import parse
from agwctl.ollama.scenario.document import Scenario
from agwctl.ollama.scenario.models import ModelEntry, Parameters
from agwctl.ollama.scenario.named import by_name
from agwctl.ollama.store import Model

__all__ = ["named", "pace_of", "stored"]

_SAME = ("family", "parameter_size", "quantization", "context_length", "embedding_length", "template", "system", "size")
"""Fields that a model has under the same name."""
_SPEEDS = {
    "load_time": "load_seconds",
    "tokens_per_second": "tokens_per_second",
    "prompt_tokens_per_second": "prompt_tokens_per_second",
}
"""What an entry and a scenario say about speed, and what it is called in a pace."""


def pace_of(written: ModelEntry | Scenario, otherwise: Pace) -> Pace:
    """How fast a model is, where the scenario or its entry says so."""
    given = {to: getattr(written, field) for field, to in _SPEEDS.items() if getattr(written, field) is not None}
    return replace(otherwise, **given)


def stored(entries: list[ModelEntry | str], known: Mapping[str, Model], now: int, pace: Pace) -> list[Model]:
    """The models; `known` are the well-known ones by their keys, `now` is in nanoseconds since 1970.

    `pace` is that of a model whose entry does not say how fast it is.
    """
    names = {_key(entry if isinstance(entry, str) else entry.name): entry for entry in entries}
    done: dict[str, Model] = {}

    def model(key: str) -> Model:
        if key not in done:
            entry = names[key]
            done[key] = named(entry, known, now) if isinstance(entry, str) else _changed(entry, base(entry), now, pace)
        return done[key]

    def base(entry: ModelEntry) -> Model:
        return named(entry.name, known, now) if entry.from_ is None else model(_key(entry.from_))

    return [model(key) for key in names]


def _key(text: str) -> str:
    name = parse(text)
    assert name is not None, "names were checked when the scenario was read"
    return name.key


def named(text: str, known: Mapping[str, Model], now: int) -> Model:
    """The well-known model of a name, or one that fits it."""
    name = parse(text)
    assert name is not None, "names were checked when the scenario was read"
    found = known.get(name.key)
    return by_name(name, now) if found is None else replace(found, name=name)


def _changed(entry: ModelEntry, base: Model, now: int, pace: Pace) -> Model:
    """The model that an entry makes of the one that it begins with."""
    name = parse(entry.name)
    assert name is not None, "names were checked when the scenario was read"
    changes: dict[str, Any] = {field: getattr(entry, field) for field in _SAME if getattr(entry, field) is not None}
    if entry.capabilities is not None:
        changes["capabilities"] = tuple(entry.capabilities)
    if entry.license is not None:
        changes["license"] = (entry.license,)
    if entry.parameters is not None:
        changes["parameters"] = tuple(_parameters(entry.parameters))
    if entry.from_ is not None:
        changes |= {"parent": str(base.name), "blob": base.blob}
    if changes:  # another manifest than that of the model it begins with
        changes |= {"digest": "", "layers": ()}
        changes.setdefault("blob", "")
    if entry.digest is not None:
        changes["digest"] = entry.digest
    if entry.modified is not None:
        changes["modified"] = now - round(entry.modified * 10**9)
    own = pace_of(entry, pace)
    if own != pace:
        changes["pace"] = own
    return replace(base, name=name, **changes)


def _parameters(written: Parameters) -> list[tuple[str, object]]:
    """One pair a value: of `stop` there may be several."""
    pairs: list[tuple[str, object]] = []
    for name in written.given():
        value = getattr(written, name)
        pairs += [(name, each) for each in value] if isinstance(value, tuple) else [(name, value)]
    return pairs
