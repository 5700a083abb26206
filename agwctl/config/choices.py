"""Decoders of objects of which one key is chosen."""

from __future__ import annotations

from typing import Any

from agwctl.config.decoding import BAD, Bad, Decoder, Decoding
from agwctl.config.key_table import Compile, KeyTable, Slot, not_an_object, nothing_missing, passed_over, stands_alone
from agwctl.config.model import OneOf
from agwctl.config.objects import framed, make
from agwctl.config.scalars import decode_text, is_null, unknown_word, wrong_type
from agwctl.config.wording import one_of
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Label
from agwctl.source.node import Mapping, Node, Scalar

__all__ = ["choice_decoder"]


def choice_decoder(cls: type[OneOf], compile_: Compile) -> Decoder:
    """Decodes an object of which one key is chosen, or a word in its place."""
    table: KeyTable | None = None

    def decode(node: Node, to: Decoding) -> Any:
        nonlocal table
        if table is None:
            table = KeyTable(cls, compile_)
        return _choose(cls, table, node, to)

    return framed(cls, decode)


def _choose(cls: type[OneOf], table: KeyTable, node: Node, to: Decoding) -> Any:
    if type(node) is Scalar and (cls.alone or not cls.beside) and not is_null(node):
        return _word(cls, table, node, to)
    if type(node) is not Mapping:
        return not_an_object(node, table, to)
    values, is_sound, meant = table.take(node, to)
    if table.is_open(node):
        meant |= passed_over(node, values, table, to)
    if cls.instead is not None and cls.instead in values:
        return make(cls, node, values, is_sound & stands_alone(node, cls.instead, table, to), to)
    is_sound &= nothing_missing(node, values, meant, table, to)
    chosen = [slot for slot in table.tags if slot.name in values]
    if len(chosen) > 1 and table.openers:
        chosen = _first_wins(chosen, values, table, node, to)
    if len(chosen) == 1:
        return make(cls, node, values, is_sound, to) if values[chosen[0].name] is not BAD else BAD
    if len(chosen) > 1:
        return _several(cls, node, chosen, to)
    if any(name in values for name in cls.alone):
        return make(cls, node, values, is_sound, to)
    return BAD if meant else _none(cls, table, node, to)


def _none(cls: type[OneOf], table: KeyTable, node: Mapping, to: Decoding) -> Bad:
    wording = cls.several or "exactly one key must be given"
    if cls.flattened:
        wording = f"no variant of enum {cls.flattened} found in flattened data"
    hint = f"give exactly {one_of([slot.wire for slot in table.tags])}"
    return to.report(codes.NO_VARIANT, node, wording, hint)


def _first_wins(chosen: list[Slot], values: dict[str, Any], table: KeyTable, node: Mapping, to: Decoding) -> list[Slot]:
    """Of several tags, the one that agentgateway takes without a look at the others."""
    winner = next((slot for slot in chosen if slot.wire in table.openers), None)
    if winner is None:
        return chosen
    label = (Label(node.first(winner.wire), "this one counts"),)
    for slot in chosen:
        if slot is not winner:
            message = f"`{slot.wire}` is ignored beside `{winner.wire}`"
            to.report(codes.IGNORED_KEY, node.first(slot.wire), message, "keep one of them", label)
            del values[slot.name]
    return [winner]


def _word(cls: type[OneOf], table: KeyTable, node: Scalar, to: Decoding) -> Any:
    word = decode_text(node, to)
    if isinstance(word, Bad):
        return BAD
    slot = table.by_wire.get(word)
    if slot is None:
        return _no_such_word(cls, table, node, word, to)
    if not slot.is_unit and slot.annotation is not Node:
        return wrong_type(node, f"a value for `{word}`", to, f"write it as an object: {{{word}: …}}")
    if slot.is_unserved:
        to.not_served(node, f"`{word}`")
    return make(cls, node, {slot.name: True}, True, to)


def _no_such_word(cls: type[OneOf], table: KeyTable, node: Scalar, word: str, to: Decoding) -> Bad:
    from agwctl.config.dialects import wrapped

    around = wrapped(cls.__name__, node)
    if around is not None:
        return to.report(codes.UNKNOWN_VALUE, node, f"unknown variant `{word}`", *around)
    if cls.is_secret:
        return to.report(codes.WRONG_TYPE, node, "invalid type: string, expected a map", "write {key: …}")
    return unknown_word(node, word, table.wires(), to)


def _several(cls: type[OneOf], node: Mapping, chosen: list[Slot], to: Decoding) -> Bad:
    first, second, *_ = [key for key, _ in node.entries if any(key.text == slot.wire for slot in chosen)]
    label = Label(first, "this one is given too")
    message = f"`{second.text}` and `{first.text}` cannot both be given" + (f": {cls.several}" if cls.several else "")
    return to.report(codes.SEVERAL_VARIANTS, second, message, "keep one of them", (label,))
