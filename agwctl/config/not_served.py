"""The keys that are valid, but not run by this build, as the configuration classes have them."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from typing import Any

from agwctl.config.model import Model, fields, is_unserved, markers_of
from agwctl.config.root import Config

__all__ = ["not_served"]


def not_served() -> list[str]:
    """Their paths, such as `binds[].listeners[].routes[].policies.oidc`; what is below one of them is not told.

    A class that stands in several places is told where it stands first, nearest to the top.
    """
    found: list[str] = []
    seen: set[type[Model]] = {Config}
    waiting: list[tuple[type[Model], str]] = [(Config, "")]
    while waiting:
        cls, above = waiting.pop(0)
        for field in fields(cls):
            path = f"{above}.{field.wire}" if above else field.wire
            if is_unserved(markers_of(field.annotation)):
                found.append(path)
                continue
            for inner, suffix in _models(field.annotation, ""):
                if inner not in seen:
                    seen.add(inner)
                    waiting.append((inner, path + suffix))
    return sorted(found)


def _models(annotation: Any, suffix: str) -> Iterator[tuple[type[Model], str]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation, suffix
        return
    origin = typing.get_origin(annotation)
    arguments = typing.get_args(annotation)
    if origin is typing.Annotated or origin is typing.Literal:
        arguments = arguments[:1] if origin is typing.Annotated else ()
    step = {list: "[]", dict: ".*"}.get(origin, "") if origin is not None else ""
    for argument in arguments:
        yield from _models(argument, suffix + step)
