"""Decoders of objects with fields; what all decoders of objects do in the end."""

from __future__ import annotations

from typing import Any

from agwctl.config.decoding import BAD, Decoder, Decoding
from agwctl.config.key_table import Compile, KeyTable, not_an_object, nothing_missing, passed_over, stands_alone
from agwctl.config.model import Model
from agwctl.config.scalars import wrong_type
from agwctl.diagnostics.diagnostic import Finding, Severity
from agwctl.source.node import Mapping, Node

__all__ = ["framed", "make", "object_decoder", "untagged"]


def object_decoder(cls: type[Model], compile_: Compile) -> Decoder:
    """Decodes an object with fields."""
    table: KeyTable | None = None

    def decode(node: Node, to: Decoding) -> Any:
        nonlocal table
        if table is None:
            table = KeyTable(cls, compile_)
        if type(node) is not Mapping:
            return not_an_object(node, table, to)
        if cls.or_list is not None and node.get(cls.or_list) is None:
            return wrong_type(
                node, "a sequence", to, f"write a list: each item after '- ', or {{{cls.or_list}: [...]}}"
            )
        values, is_sound, meant = table.take(node, to)
        if cls.is_open:
            meant |= passed_over(node, values, table, to)
        if cls.instead is not None and cls.instead in values:
            is_sound &= stands_alone(node, cls.instead, table, to)
        elif table.required:
            is_sound &= nothing_missing(node, values, meant, table, to)
        return make(cls, node, values, is_sound, to)

    return framed(cls, decode)


def _last_wins(decoder: Decoder) -> Decoder:
    def decode(node: Node, to: Decoding) -> Any:
        before, to.last_wins = to.last_wins, True
        value = decoder(node, to)
        to.last_wins = before
        return value

    return decode


def framed(cls: type[Model], decoder: Decoder) -> Decoder:
    """A class's decoder with what holds for everything below such an object."""
    inner = _last_wins(decoder) if cls.last_wins else decoder
    return inner if cls.untagged is None else untagged(cls.untagged, inner)


def untagged(name: str, decoder: Decoder) -> Decoder:
    """Adds to mistakes what agentgateway says: the name of a type, and no more."""

    def decode(node: Node, to: Decoding) -> Any:
        before = len(to.findings)
        value = decoder(node, to)
        if len(to.findings) > before:
            _add_upstream_name(name, before, to)
        return value

    return decode


def _is_shape(finding: Finding) -> bool:
    return finding.code.severity is Severity.ERROR and finding.code.id < "AGW100"


def _add_upstream_name(name: str, before: int, to: Decoding) -> None:
    """agentgateway says no more than this about any mistake inside."""
    for index in range(before, len(to.findings)):
        finding = to.findings[index]
        if _is_shape(finding) and "untagged enum" not in finding.message:
            wording = f"{finding.message} (data did not match any variant of untagged enum {name})"
            to.findings[index] = finding._replace(message=wording)


def make(cls: type[Model], node: Node, values: dict[str, Any], is_sound: bool, to: Decoding) -> Model:
    """The object, without what is bad; when nothing is, it is looked at as a whole."""
    if not is_sound:
        to.unsound.add(id(node))
        values = {name: value for name, value in values.items() if value is not BAD}
    values["_node"] = node
    model = cls.__new__(cls)
    model.__dict__ = values
    if is_sound and cls.mistakes is not Model.mistakes:
        to.findings += model.mistakes()
    return model
