"""The configuration classes as a JSON Schema (2020-12), for editors and other checkers.

It says what stands in the classes: keys, types, limits, defaults and descriptions. What is wrong only between two
places of a file is left to `agwctl validate`.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from types import NoneType
from typing import Annotated, Any

from agwctl import __version__
from agwctl.config.descriptions import description_of, field_descriptions
from agwctl.config.model import (
    Field,
    Model,
    NotNull,
    OneOf,
    OrNull,
    Served,
    fields,
    is_unit,
    is_unserved,
    markers_of,
    run_type,
    without_none,
)
from agwctl.config.root import Config
from agwctl.config.schema_scalars import Schema, form_of, scalar_schema
from agwctl.config.wording import one_of
from agwctl.config.written import written
from agwctl.source.node import Node

__all__ = ["schema"]

NOT_RUN = "Not run by this build of agwctl."


def schema(cls: type[Model] = Config, what: str = "agentgateway configuration") -> Schema:
    """The schema of a file that holds an object of this class; `what` it is called."""
    export = _Export()
    root = export.definition(cls)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:agwctl:{__version__}:{cls.__name__.lower()}",
        "title": f"{what}, as agwctl {__version__} reads it",
        **root,
        "$defs": dict(sorted(export.definitions.items())),
    }


class _Export:
    """Definitions that are being collected; each class is written once."""

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}
        self._names: dict[type[Model], str] = {}

    def reference(self, cls: type[Model]) -> Schema:
        if cls not in self._names:
            self._names[cls] = name = self._free_name(cls)
            self.definitions[name] = {}  # a class may stand below itself
            self.definitions[name] = self.definition(cls)
        return {"$ref": f"#/$defs/{self._names[cls]}"}

    def _free_name(self, cls: type[Model]) -> str:
        """Classes of two modules may be called the same."""
        module = cls.__module__.rpartition(".")[2]
        return f"{module}.{cls.__name__}" if cls.__name__ in self.definitions else cls.__name__

    def definition(self, cls: type[Model]) -> Schema:
        if issubclass(cls, OneOf):
            found = self._choice(cls)
        else:
            found = self._object(cls) | _unless_instead(cls, _required(cls))
        described = description_of(cls)
        return {"description": described, **found} if described else found

    def _object(self, cls: type[Model]) -> Schema:
        told = field_descriptions(cls)
        tags = _tags(cls)
        properties = {field.wire: self._field(field, field in tags, told.get(field.name)) for field in fields(cls)}
        found: Schema = {"type": "object", "additionalProperties": cls.is_open, "properties": properties}
        for alias, usual in cls.aliases.items():
            properties[alias] = properties[usual] | {"description": f"Another spelling of `{usual}`."}
            found.setdefault("allOf", []).append({"not": {"required": [alias, usual]}})
        return found

    def _choice(self, cls: type[OneOf]) -> Schema:
        tags = _tags(cls)
        words = [field.wire for field in tags if _is_word(field)] if cls.alone or not cls.beside else []
        if cls.beside:
            chosen = _exactly_one([field.wire for field in tags], [_wire(cls, name) for name in cls.alone])
        else:
            chosen = {"minProperties": 1, "maxProperties": 1}
        found = self._object(cls) | _unless_instead(cls, _required(cls) | chosen)
        return {"oneOf": [found, {"type": "string", "enum": words}]} if words else found

    def _field(self, field: Field, is_tag: bool, told: str | None) -> Schema:
        markers = markers_of(field.annotation)
        refuses_null = is_tag or any(isinstance(marker, NotNull) for marker in markers)
        found = self._type(without_none(field.annotation) if refuses_null else field.annotation)
        if any(isinstance(marker, OrNull) for marker in markers) or (is_unserved(markers) and not is_tag):
            found = _or_null(found)
        described = " ".join(_described(field, told))
        if described:
            found = {"description": described, **found}
        default = written(field.default, field.annotation)
        return found if default is None else {**found, "default": default}

    def _type(self, annotation: Any, markers: tuple[Any, ...] = ()) -> Schema:
        origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
        if origin is Annotated:
            inner = arguments[0] if not is_unserved(arguments[1:]) else without_none(arguments[0])
            return self._type(inner, (*arguments[1:], *markers))
        if origin is typing.Union or origin is types.UnionType:
            return self._union(arguments, markers)
        if origin is list:
            return {"type": "array", "items": self._type(arguments[0])}
        if origin is dict:
            return {"type": "object", "additionalProperties": self._type(arguments[1])}
        if annotation is Node:
            return {}
        if isinstance(annotation, type) and issubclass(annotation, Model):
            return self.reference(annotation)
        return scalar_schema(annotation, markers, self.reference)

    def _union(self, members: tuple[Any, ...], markers: tuple[Any, ...]) -> Schema:
        shapes = [self._type(member, markers) for member in members if member is not NoneType]
        found = shapes[0] if len(shapes) == 1 else {"anyOf": shapes}
        return _or_null(found) if NoneType in members else found


def _tags(cls: type[Model]) -> list[Field]:
    return [field for field in fields(cls) if field.name not in cls.beside] if issubclass(cls, OneOf) else []


def _is_word(field: Field) -> bool:
    """Whether a tag may be written without an object around it."""
    markers = markers_of(field.annotation)
    return is_unit(markers) or (is_unserved(markers) and run_type(field.annotation) is Node)


def _exactly_one(tags: list[str], alone: list[str]) -> Schema:
    """One of the tags; none is enough where a key that does without one is given."""
    message = f"give exactly {one_of(tags)}"  # of VS Code's dialect, which others pass over
    one = [{"required": [tag], "errorMessage": message} for tag in tags]
    if not alone:
        return {"oneOf": one}
    return {"oneOf": [*one, {"not": {"anyOf": one}, "anyOf": [{"required": [wire]} for wire in alone]}]}


def _wire(cls: type[Model], name: str) -> str:
    return next(field.wire for field in fields(cls) if field.name == name)


def _required(cls: type[Model]) -> Schema:
    wires = [field.wire for field in fields(cls) if field.required]
    return {"required": wires} if wires else {}


def _unless_instead(cls: type[Model], needed: Schema) -> Schema:
    """What is needed, except where the key that stands alone is given."""
    if cls.instead is None:
        return needed
    return {"if": {"required": [_wire(cls, cls.instead)]}, "then": {"maxProperties": 1}, "else": needed}


def _or_null(found: Schema) -> Schema:
    """The same, or null; a plain type says so itself, which reads best in an editor."""
    if not found:
        return found
    if set(found) & {"$ref", "oneOf", "anyOf", "enum"}:
        alternatives = found["anyOf"] if set(found) == {"anyOf"} else [found]
        return {"anyOf": [*alternatives, {"type": "null"}]}
    kinds = found["type"] if isinstance(found["type"], list) else [found["type"]]
    return found if "null" in kinds else found | {"type": [*kinds, "null"]}


def _described(field: Field, told: str | None) -> Iterator[str]:
    """What an editor shows beside a key."""
    markers = markers_of(field.annotation)
    if told:
        yield told
    form = form_of(without_none(field.annotation), markers)
    if form:
        yield f"Form: {form}."
    for marker in markers:
        if isinstance(marker, Served):
            yield f"This build of agwctl runs {one_of([str(written(value)).lower() for value in marker.values])}."
    if is_unserved(markers):
        yield NOT_RUN
