"""The keys of a class, and what is wrong with the keys of an object."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from agwctl.config.decoding import BAD, Bad, Decoder, Decoding
from agwctl.config.model import (
    Field,
    Model,
    NotNull,
    OneOf,
    OrNull,
    fields,
    is_unit,
    is_unserved,
    markers_of,
    run_type,
    without_none,
)
from agwctl.config.scalars import is_null, unknown_word, wrong_type
from agwctl.config.suggest import home_of, nearest, neighbour_of
from agwctl.config.wording import described, one_of
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Edit, Fix, Label
from agwctl.source.node import Mapping, Node, Scalar

__all__ = ["Compile", "KeyTable", "Slot", "not_an_object", "nothing_missing", "passed_over", "stands_alone"]

MERGE_KEY = "<<"
_MERGE_HINT = "agentgateway does not merge: write the keys out, or use an alias for the whole value"

Compile = Callable[[Any], Decoder]
_Taken = tuple[dict[str, Any], bool, frozenset[str | None]]
"""Values by field name; whether all keys are known, given once, and good; what unknown keys were meant to be."""
_NOTHING: frozenset[str | None] = frozenset()


class Slot:
    """A field while decoding; its decoder is made when the field is first met."""

    def __init__(self, field: Field, is_tag: bool, compile_: Compile) -> None:
        self.name, self.wire, annotation, self.required, self.default = field
        markers = markers_of(annotation)
        self.refuses_null = is_tag or any(isinstance(marker, NotNull) for marker in markers)
        self.is_unserved = is_unserved(markers)
        if self.is_unserved:
            annotation = run_type(annotation)
        self.annotation = without_none(annotation) if self.refuses_null else annotation
        self.is_tag = is_tag
        self.is_unit = is_unit(markers)
        self.null_is_default = any(isinstance(marker, OrNull) for marker in markers)
        self._compile = compile_
        self._decoder: Decoder | None = None

    def decode(self, key: Scalar, node: Node, to: Decoding) -> Any:
        decoder = self._decoder
        if decoder is None:
            decoder = self._decoder = self._compile(self.annotation)
        if self.null_is_default and is_null(node):
            return self.default
        if not self.is_unserved:
            return decoder(node, to)
        if is_null(node) and not self.refuses_null:
            return None
        to.not_served(key, f"`{self.wire}`")
        with to.below_not_served():
            return decoder(node, to)


class KeyTable:
    """The fields of a class by their names in YAML."""

    def __init__(self, cls: type[Model], compile_: Compile) -> None:
        is_choice = issubclass(cls, OneOf)
        beside = cls.beside if issubclass(cls, OneOf) else ()
        self.cls = cls
        self.slots = [Slot(field, is_choice and field.name not in beside, compile_) for field in fields(cls)]
        self.tags = [slot for slot in self.slots if slot.is_tag]
        self.homes: dict[str, str | None] = {}
        """Where keys that were found here by mistake belong."""
        self.neighbours: dict[str, str | None] = {}
        """Beside what they belong when it is one level up."""
        with_them = cls.open_with if issubclass(cls, OneOf) else ()
        self.openers = {slot.wire for slot in self.slots if slot.name in with_them}
        self.required = [slot for slot in self.slots if slot.required]
        self.by_wire = {slot.wire: slot for slot in self.slots}
        for alias, usual in cls.aliases.items():
            self.by_wire[alias] = self.by_wire[usual]

    def wires(self) -> list[str]:
        return [slot.wire for slot in self.slots]

    def is_open(self, node: Mapping) -> bool:
        """Whether agentgateway passes over unknown keys of an object."""
        return self.cls.is_open or (bool(self.openers) and any(key.text in self.openers for key, _ in node.entries))

    def take(self, node: Mapping, to: Decoding) -> _Taken:
        """Decodes what stands under the known keys."""
        values: dict[str, Any] = {}
        is_sound = True
        meant = _NOTHING
        by_wire = self.by_wire
        for key, child in node.entries:
            slot = by_wire.get(key.text)
            if slot is None and self.cls.is_partial:
                to.unchecked.append(key)
                continue
            if slot is None and self.is_open(node):
                continue
            if slot is None:
                meant = meant | {self._unknown_key(node, key, to)}
                is_sound = False
                continue
            if slot.name in values and not self._may_repeat(node, key, slot, to):
                is_sound = False
                continue
            values[slot.name] = value = slot.decode(key, child, to)
            if value is BAD:
                is_sound = False
        return values, is_sound, meant

    def _unknown_key(self, node: Mapping, key: Scalar, to: Decoding) -> str | None:
        """Reports a key; returns the one of this object that was probably meant."""
        from agwctl.config.dialects import foreign
        from agwctl.config.misplaced import moved_below

        if key.text in self.cls.removed:
            to.report(codes.REMOVED_KEY, key, self.cls.removed[key.text])
            return None
        if len(self.tags) == len(self.slots) > 0:
            unknown_word(key, key.text, self.wires(), to, foreign(key.text, self.cls.__name__))
            return None
        if key.text == MERGE_KEY:
            to.report(codes.UNKNOWN_KEY, key, f"unknown field `{MERGE_KEY}`", _MERGE_HINT)
            return MERGE_KEY
        if key.text not in self.homes:
            self.homes[key.text] = home_of(key.text, self.cls)
            self.neighbours[key.text] = neighbour_of(key.text, self.cls)
        home = self.homes[key.text]
        elsewhere = foreign(key.text, self.cls.__name__)
        beside = None if home or elsewhere else self.neighbours[key.text]
        meant = None if home or elsewhere or beside else nearest(key.text, tuple(self.by_wire))
        if elsewhere:
            to.report(codes.UNKNOWN_KEY, key, f"unknown field `{key.text}`", elsewhere)
        elif home:
            to.report(codes.UNKNOWN_KEY, key, f"unknown field `{key.text}`", *moved_below(node, key, home, to.editor))
        elif meant:
            is_free = node.get(meant) is None  # else it would be there twice
            fix = Fix(f"rename to '{meant}'", True, (Edit(key, meant),)) if is_free else None
            to.report(codes.UNKNOWN_KEY, key, f"unknown field `{key.text}`", f"did you mean '{meant}'?", (), fix)
        elif beside:
            hint = f"it belongs one level up, beside '{beside}': indent it less"
            to.report(codes.UNKNOWN_KEY, key, f"unknown field `{key.text}`", hint)
        else:
            known = f", expected {one_of(self.wires())}" if self.slots else ", there are no fields"
            to.report(codes.UNKNOWN_KEY, key, f"unknown field `{key.text}`" + known)
        return home.partition(".")[0] if home else meant

    def _may_repeat(self, node: Mapping, key: Scalar, slot: Slot, to: Decoding) -> bool:
        """Reports a key that is given again; whether its last value counts."""
        first = next(other for other, _ in node.entries if self.by_wire.get(other.text) is slot)
        label = Label(first, "given here first")
        if to.last_wins:
            message = f"`{slot.wire}` is given twice; the last one counts"
            to.report(codes.REPEATED_ENTRY, key, message, "keep one of them", (label,))
        else:
            to.report(codes.DUPLICATE_KEY, key, f"duplicate field `{slot.wire}`", "keep one of them", (label,))
        return to.last_wins


def passed_over(node: Mapping, values: dict[str, Any], table: KeyTable, to: Decoding) -> frozenset[str | None]:
    """Reports unknown keys of an open object; returns what those were meant to be without which it is refused."""
    meant = _NOTHING
    wires = tuple(table.wires())
    needed = {slot.wire for slot in table.required if slot.name not in values}
    if table.tags and not any(slot.name in values for slot in table.tags):
        needed |= {slot.wire for slot in table.tags}
    for key, _ in node.entries:
        if key.text in table.by_wire:
            continue
        usual = nearest(key.text, wires)
        fix = Fix(f"rename to '{usual}'", usual in needed, (Edit(key, usual),)) if usual else None
        hint = f"did you mean '{usual}'?" if usual else f"the keys here are {', '.join(wires)}"
        if usual in needed or (needed and len(table.tags) == len(table.slots)):
            meant |= {usual}
            to.report(codes.UNKNOWN_KEY, key, f"unknown field `{key.text}`", hint, (), fix)
        else:
            to.report(codes.IGNORED_KEY, key, f"`{key.text}` is no key here; agentgateway ignores it", hint, (), fix)
    return meant


def nothing_missing(
    node: Mapping, values: dict[str, Any], meant: frozenset[str | None], table: KeyTable, to: Decoding
) -> bool:
    """A key that was given under a wrong name is not missed on top of that."""
    missing = [slot.wire for slot in table.required if slot.name not in values]
    for wire in missing:
        if wire not in meant and MERGE_KEY not in meant:
            to.report(codes.MISSING_KEY, node, f"missing field `{wire}`", f"add '{wire}'")
    return not missing


def stands_alone(node: Mapping, instead: str, table: KeyTable, to: Decoding) -> bool:
    """Whether the key that replaces all others is the only one; reports it otherwise."""
    key = next(key for key, _ in node.entries if (slot := table.by_wire.get(key.text)) and slot.name == instead)
    others = [other for other, _ in node.entries if other is not key]
    if not others:
        return True
    label = Label(others[0], "cannot stand beside it")
    to.report(codes.SEVERAL_VARIANTS, key, f"unknown field `{key.text}` beside `{others[0].text}`", None, (label,))
    return False


def not_an_object(node: Node, table: KeyTable, to: Decoding) -> Bad:
    """Reports what is no mapping."""
    from agwctl.config.dialects import wrapped

    around = wrapped(table.cls.__name__, node)
    if around is not None:
        return to.report(codes.WRONG_TYPE, node, f"invalid type: {described(node)}, expected a map", *around)
    wires = [slot.wire for slot in table.tags or table.slots]
    shown = ", ".join(wires[:8]) + (", …" if len(wires) > 8 else "")
    return wrong_type(node, "a map", to, f"write an object with {'one of' if table.tags else 'keys such as'} {shown}")
