"""The classes have the keys that agentgateway 1.4.1 has: none too few, none too many, each as optional as there."""

from __future__ import annotations

import importlib
import types
import typing
from pathlib import Path
from typing import Any

import pytest
import yaml

from agwctl.config.model import Field, Model, NotNull, OneOf, OrNull, fields, is_unserved, markers_of

KEYS: dict[str, str] = yaml.safe_load((Path(__file__).parent / "keys.yaml").read_text())

UNKNOWN = {"match.RouteMatch": {"method"}}
"""Keys of which the schema says that null is refused, while nobody has seen it."""


def cls_of(name: str) -> type[Model]:
    module, _, cls = name.partition(".")
    found: type[Model] = getattr(importlib.import_module(f"agwctl.config.{module}"), cls)
    return found


def takes_null(field: Field) -> bool:
    markers = [type(marker) for marker in markers_of(field.annotation)]
    is_union = typing.get_origin(field.annotation) in (typing.Union, types.UnionType)
    is_optional = is_union and types.NoneType in typing.get_args(field.annotation)
    return OrNull in markers or (is_optional and NotNull not in markers)


@pytest.mark.parametrize("name", KEYS)
def test_keys(name):
    cls = cls_of(name)
    theirs = {key.rstrip("!?") for key in KEYS[name].split()}
    assert {field.wire for field in fields(cls)} | set(cls.aliases) == theirs


@pytest.mark.parametrize("name", [name for name in KEYS if not issubclass(cls_of(name), OneOf)])
def test_required_keys_and_those_that_may_be_null(name):
    cls: Any = cls_of(name)
    theirs = KEYS[name].split()
    if cls.instead is None:
        required = {key.rstrip("!?") for key in theirs if "!" in key}
        assert {field.wire for field in fields(cls) if field.required} == required
    nullable = {key.rstrip("!?") for key in theirs if "?" in key}
    served = {field.wire: field for field in fields(cls) if not is_unserved(markers_of(field.annotation))}
    ours = {wire for wire, field in served.items() if takes_null(field)}
    assert ours - UNKNOWN.get(name, set()) == nullable & served.keys()


def test_every_class_is_compared():
    """A class that a field refers to stands in the table."""
    seen: set[type[Model]] = set()
    waiting: list[Any] = [cls_of("root.Config")]
    while waiting:
        annotation = waiting.pop()
        if isinstance(annotation, type) and issubclass(annotation, Model) and annotation not in seen:
            seen.add(annotation)
            waiting += [field.annotation for field in fields(annotation)]
        waiting += typing.get_args(annotation)
    missing = seen - {cls_of(name) for name in KEYS}
    assert not missing
