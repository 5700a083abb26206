"""Nodes → typed configuration: annotations become closures on first use.

A decoder takes a node and returns its value, or BAD after it has reported why there is none; it never raises. What is
BAD is left out of the object that holds it, and that object counts as unsound from then on: one mistake, one report.
"""

from __future__ import annotations

import types
import typing
from types import NoneType
from typing import Annotated, Any, Literal

from agwctl.config.choices import choice_decoder
from agwctl.config.decoding import BAD, Decoder, Decoding
from agwctl.config.expression import Expression, Prefix, decode_expression, expression_decoder
from agwctl.config.model import Model, NotNull, OneOf, OrNull, Served, is_unit
from agwctl.config.objects import object_decoder, untagged
from agwctl.config.scalars import (
    by_marker,
    decode_bool,
    decode_node,
    decode_text,
    decode_unit,
    is_null,
    literal,
    located_secret,
    parsed,
    wrong_type,
)
from agwctl.config.types import PARSED, Checked, SecretKind, Untagged
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Label
from agwctl.source.node import Mapping, Node, Scalar, Sequence

__all__ = ["decode"]

_COMPILED: dict[type[Model], Decoder] = {}


def decode(cls: type[Model], node: Node, decoding: Decoding) -> Any:
    """The object that a node stands for, as far as it could be understood, or BAD."""
    return _compile(cls)(node, decoding)


def _compile(annotation: Any) -> Decoder:
    origin = typing.get_origin(annotation)
    if origin is Annotated:
        return _annotated(*typing.get_args(annotation))
    if origin is Literal:
        return literal(typing.get_args(annotation), None)
    if origin is typing.Union or origin is types.UnionType:
        return _union(typing.get_args(annotation))
    if origin is list:
        return _sequence(_compile(typing.get_args(annotation)[0]))
    if origin is dict:
        return _mapping(_compile(typing.get_args(annotation)[1]))
    if annotation is str:
        return decode_text
    if annotation is bool:
        return decode_bool
    if annotation is Node:
        return decode_node
    if annotation is Expression:
        return decode_expression
    if issubclass(annotation, Model):
        return _class(annotation)
    return parsed(PARSED[annotation])


def _class(cls: type[Model]) -> Decoder:
    decoder = _COMPILED.get(cls)
    if decoder is None:
        decoder = choice_decoder(cls, _compile) if issubclass(cls, OneOf) else object_decoder(cls, _compile)
        _COMPILED[cls] = decoder
    return decoder


def _annotated(base: Any, *markers: Any) -> Decoder:
    if is_unit(markers):
        return decode_unit
    if typing.get_origin(base) is Literal:
        served = next((marker.values for marker in markers if isinstance(marker, Served)), None)
        return literal(typing.get_args(base), served)
    *others, last = [marker for marker in markers if not isinstance(marker, (NotNull, OrNull))] or [None]
    if isinstance(last, (Untagged, Checked, Prefix)):
        inner = _compile(Annotated[base, *others] if others else base)
        if isinstance(last, Prefix):
            return expression_decoder(last)
        return untagged(last.name, inner) if isinstance(last, Untagged) else _checked(last, inner)
    if isinstance(markers[0], SecretKind) and markers[0].location is not None:
        return located_secret(_compile(markers[0].location))
    found = next((decoder for marker in markers if (decoder := by_marker(base, marker))), None)
    return found or _compile(base)


def _checked(marker: Checked, inner: Decoder) -> Decoder:
    def decode(node: Node, to: Decoding) -> Any:
        value = inner(node, to)
        if value is not BAD and (not isinstance(value, Model) or to.is_sound(value)):
            marker.check(value, node, to)
        return value

    return decode


def _union(members: tuple[Any, ...]) -> Decoder:
    """`X | None`, one of several shapes (an object, a list, a word), or both."""
    by_shape = {_shape(member): _compile(member) for member in members if member is not NoneType}
    first = next(iter(by_shape.values()))
    takes_null = NoneType in members

    def decode(node: Node, to: Decoding) -> Any:
        if takes_null and is_null(node):
            return None
        return by_shape.get(type(node), first)(node, to)

    return decode


def _shape(member: Any) -> type[Node]:
    """The nodes that a member of a union is meant for."""
    kind = typing.get_origin(member) or member
    if kind is list:
        return Sequence
    return Mapping if kind is dict or (isinstance(kind, type) and issubclass(kind, Model)) else Scalar


def _sequence(item: Decoder) -> Decoder:
    def decode(node: Node, to: Decoding) -> Any:
        if type(node) is not Sequence:
            hint = "write a list: each item after '- '"
            if isinstance(node, Scalar) and len(node.text) < 60:
                hint = f"write a list: [{node.text}]"
            return wrong_type(node, "a sequence", to, hint)
        return [value for child in node.items if (value := item(child, to)) is not BAD]

    return decode


def _mapping(value_decoder: Decoder) -> Decoder:
    def decode(node: Node, to: Decoding) -> Any:
        if type(node) is not Mapping:
            dash = ", without a dash before it" if type(node) is Sequence else ""
            return wrong_type(node, "a map", to, f"write an object: NAME: VALUE{dash}")
        values: dict[str, Any] = {}
        for key, child in node.entries:
            if key.text in values:
                message = f"`{key.text}` is given twice; the last one counts"
                to.report(
                    codes.REPEATED_ENTRY,
                    key,
                    message,
                    "take one of them out",
                    (Label(node.first(key.text), "given here first"),),
                )
            value = value_decoder(child, to)
            if value is not BAD:
                values[key.text] = value
        return values

    return decode
