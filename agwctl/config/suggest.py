"""The nearest known spelling; looked for only once something is wrong."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from agwctl.config.model import Model, fields, wire_name

__all__ = ["home_of", "neighbour_of", "nearest"]

MAX_DEPTH = 3


@lru_cache(maxsize=512)
def nearest(word: str, known: tuple[str, ...]) -> str | None:
    """The known word that was probably meant: the same but for case and `_` or `-`, or a few letters away."""
    import difflib

    plain = _plain(word)
    by_plain = {_plain(name): name for name in reversed(known)}
    if plain in by_plain:
        return by_plain[plain]
    swapped = [name for name in by_plain if sorted(name) == sorted(plain)]
    close = swapped or difflib.get_close_matches(plain, by_plain, n=1, cutoff=0.7)
    return by_plain[close[0]] if close else None


_EVERYWHERE = frozenset(
    ["backend", "file", "host", "key", "name", "namespace", "port", "service", "type", "url", "value"]
)
"""Keys of so many objects that only the nearest ones tell anything."""


def home_of(wire: str, cls: type[Model]) -> str | None:
    """The nearest object below `cls` that has the key: `policies`, `routes[].policies`."""
    if wire not in _all_wires() or (wire not in _EVERYWHERE and _other_number(wire, cls)):
        return None
    level: list[tuple[str, type[Model]]] = [("", cls)]
    for _ in range(1 if wire in _EVERYWHERE else MAX_DEPTH):
        below: list[tuple[str, type[Model]]] = []
        for path, owner in level:
            for field in fields(owner):
                step = f"{path}.{field.wire}" if path else field.wire
                below += [(step + suffix, model) for suffix, model in _models(field.annotation, "")]
        homes = [path for path, model in below if any(field.wire == wire for field in fields(model))]
        if homes:
            return next((path for path in homes if not path.startswith("mcp")), homes[0])
        level = below
    return None


def _other_number(wire: str, cls: type[Model]) -> bool:
    """Whether the class has the key with an `s` more or less, which was meant then: `hostname` for `hostnames`."""
    return any(field.wire in (f"{wire}s", wire.removesuffix("s")) for field in fields(cls))


def neighbour_of(wire: str, cls: type[Model]) -> str | None:
    """The key beside which a key belongs when `cls` stands under it: `policies` for `backends` among policies."""
    from agwctl.config.root import Config

    if wire not in _all_wires() or _other_number(wire, cls):
        return None
    waiting: list[type[Model]] = [Config]
    seen = set(waiting)
    while waiting:
        owner = waiting.pop(0)
        own = fields(owner)
        for field in own:
            inside = {model for _, model in _models(field.annotation, "")}
            if cls in inside and field.wire != wire and any(other.wire == wire for other in own):
                return field.wire
            waiting += inside - seen
            seen |= inside
    return None


@cache
def _all_wires() -> frozenset[str]:
    """The keys of all classes; their annotations stay text, for evaluating them takes long."""
    names: set[str] = set()
    waiting: list[type[Model]] = [Model]
    while waiting:
        cls = waiting.pop()
        names.update(map(wire_name, cls.__annotations__), cls.__dict__.get("aliases", ()))
        waiting += cls.__subclasses__()
    return frozenset(names)


def _models(annotation: Any, suffix: str) -> Iterator[tuple[str, type[Model]]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield suffix, annotation
    origin = typing.get_origin(annotation)
    for member in typing.get_args(annotation):
        yield from _models(member, suffix + {list: "[]", dict: ".*"}.get(origin, ""))


def _plain(word: str) -> str:
    return word.replace("_", "").replace("-", "").lower()
