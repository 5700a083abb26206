"""Objects with fields, and objects of which one key is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

import pytest

from agwctl.config.decode import decode
from agwctl.config.decoding import BAD, Decoding
from agwctl.config.model import Model, NotNull, OneOf, Unit, Unserved
from agwctl.config.types import Checked, Untagged
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Finding
from agwctl.source.node import Node
from agwctl.source.reader import read


class Leaf(Model):
    text: str = "default"


class Thing(Model):
    aliases: ClassVar = {"old": "name"}
    removed: ClassVar = {"gone": "`gone` has been removed"}

    name: str
    leaf: Leaf | None = None
    later: Unserved = None


class Either(Model):
    instead = "groups"

    name: str
    groups: Unserved = None


class Lenient(Model):
    last_wins = True

    leaf: Leaf | None = None
    text: str | None = None


class Kind(OneOf):
    untagged = "UpstreamKind"

    text: str | None = None
    leaf: Leaf | None = None
    auto: Unit = None
    later: Unserved = None


class Target(OneOf):
    beside = ("name", "weight")
    flattened = "UpstreamTarget"

    name: str
    weight: str = "1"
    text: str | None = None
    leaf: Leaf | None = None


class Open(Model):
    """An object of which agentgateway passes over what it does not know."""

    is_open = True

    name: str
    color: str | None = None


class OpenKind(OneOf):
    is_open = True

    text: str | None = None
    auto: Unit = None


class Listed(Model):
    or_list = "conditional"

    conditional: list[Leaf]


class Alone(OneOf):
    beside = ("more",)
    alone = ("more",)

    text: str | None = None
    auto: Unit = None
    more: str | None = None


class Lead(OneOf):
    open_with = ("text",)

    text: str | None = None
    auto: Unit = None


class Exactly(OneOf):
    several = "must be exactly one"
    instead = "groups"
    beside = ("groups",)

    text: str | None = None
    auto: Unit = None
    groups: list[str] | None = None


class Spelt(Model):
    untagged = "SpeltCompat"
    spelt: ClassVar = {"redirect_uri": "redirectURI"}

    redirect_uri: str
    text: str = "a"

    def mistakes(self) -> Iterator[Finding]:
        if self.text == "b":
            yield Finding(codes.OUT_OF_RANGE, self.node("text"), "b is too large")


def check(value: str, node: Node, to: Decoding) -> None:
    if value == "b":
        to.report(codes.UNUSABLE_KEYS, node, "b cannot be used")


class Marked(Model):
    both: Annotated[str | list[str], Untagged("Both"), Checked(check)] = "a"
    not_null: Annotated[str, Checked(check), NotNull()] | None = None


def decoded(cls: type[Model], text: str) -> tuple[Any, list[str]]:
    to = Decoding(lambda name: "")
    value = decode(cls, read(text).documents[0], to)
    return value, [finding.message for finding in to.findings]


NOT_RUN = "this build of agwctl does not run `later`"
GROUPS = "this build of agwctl does not run `groups`"
COMPAT = " (data did not match any variant of untagged enum SpeltCompat)"
NO_TEXT = "invalid type: integer `5`, expected a string"
CHOICE = "expected one of `name`, `leaf`, `later`"


@pytest.mark.parametrize(
    ("cls", "text", "messages"),
    [
        (Thing, "{name: a}", []),
        (Thing, "{old: a, leaf: {text: b}}", []),
        (Thing, "{name: a, leaf: ~, later: ~}", []),
        (Thing, "{name: a, later: {any: [thing]}}", [NOT_RUN]),
        (Thing, "{}", ["missing field `name`"]),
        (Thing, "{nmae: a}", ["unknown field `nmae`"]),
        (
            Thing,
            "{bogus: a}",
            ["unknown field `bogus`, expected one of `name`, `leaf`, `later`", "missing field `name`"],
        ),
        (Thing, "{name: a, text: b}", ["unknown field `text`"]),
        (Thing, "{name: a, old: b}", ["duplicate field `name`"]),
        (Thing, "{name: a, name: 5}", ["duplicate field `name`"]),
        (Thing, "{name: a, gone: b}", ["`gone` has been removed"]),
        (Thing, "{<<: a}", ["unknown field `<<`"]),
        (Thing, "[]", ["invalid type: sequence, expected a map"]),
        (Either, "{groups: []}", ["this build of agwctl does not run `groups`"]),
        (
            Either,
            "{groups: [], name: a}",
            ["this build of agwctl does not run `groups`", "unknown field `groups` beside `name`"],
        ),
        (Either, "{}", ["missing field `name`"]),
        (Lenient, "{text: a, text: b}", ["`text` is given twice; the last one counts"]),
        (Lenient, "{leaf: {text: a, text: b}}", ["`text` is given twice; the last one counts"]),
        (Kind, "{text: a}", []),
        (Kind, "auto", []),
        (Kind, "{auto: }", []),
        (Kind, "later", [NOT_RUN]),
        (Kind, "{later: ~}", [NOT_RUN]),
        (Target, "{name: a, text: b}", []),
        (Target, "{name: a}", ["no variant of enum UpstreamTarget found in flattened data"]),
        (Target, "{text: b}", ["missing field `name`"]),
        (Target, "{name: a, txt: b}", ["unknown field `txt`"]),
        (Target, "{name: a, text: b, leaf: {}}", ["`leaf` and `text` cannot both be given"]),
        (Target, "text", ['invalid type: string "text", expected a map']),
        (Open, "{name: a, other: b}", ["`other` is no key here; agentgateway ignores it"]),
        (Open, "{name: a, colour: b}", ["`colour` is no key here; agentgateway ignores it"]),
        (Open, "{nmae: a}", ["unknown field `nmae`"]),
        (Open, "{other: a}", ["`other` is no key here; agentgateway ignores it", "missing field `name`"]),
        (OpenKind, "{text: a, other: b}", ["`other` is no key here; agentgateway ignores it"]),
        (OpenKind, "{txt: a, other: b}", ["unknown field `txt`", "unknown field `other`"]),
        (OpenKind, "{}", ["exactly one key must be given"]),
        (Listed, "{text: a, other: b}", ["invalid type: map, expected a sequence"]),
        (Listed, "{conditional: [], other: b}", ["unknown field `other`, expected `conditional`"]),
        (Alone, "{more: a}", []),
        (Alone, "auto", []),
        (Alone, "{text: a, more: b}", []),
        (Alone, "{text: a, auto: , more: b}", ["`auto` and `text` cannot both be given"]),
        (Alone, "{}", ["exactly one key must be given"]),
        (Exactly, "{text: a, auto: }", ["`auto` and `text` cannot both be given: must be exactly one"]),
        (Exactly, "{}", ["must be exactly one"]),
        (Exactly, "{groups: [a]}", []),
        (Exactly, "{groups: [a], text: a}", ["unknown field `groups` beside `text`"]),
        (Spelt, "{redirectURI: a}", []),
        (
            Spelt,
            "{redirectURI: a, text: b}",
            ["b is too large" + COMPAT],
        ),
        (
            Spelt,
            "{redirectURI: 5, text: b}",
            [NO_TEXT + COMPAT],
        ),
        (Marked, "{both: b}", ["b cannot be used"]),
        (Marked, "{both: 5}", [NO_TEXT + " (data did not match any variant of untagged enum Both)"]),
        (Marked, "{not_null: b}", ["unknown field `not_null`"]),
        (Marked, "{notNull: b}", ["b cannot be used"]),
        (Marked, "{notNull: }", ["invalid type: null, expected a string"]),
    ],
)
def test_what_is_told(cls, text, messages):
    assert decoded(cls, text)[1] == messages


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "exactly one key must be given"),
        ("~", "invalid type: null, expected a map"),
        ("{text: ~}", "invalid type: null, expected a string"),
        ("{txt: a}", "unknown variant `txt`, expected one of `text`, `leaf`, `auto`, `later`"),
        ("atuo", "unknown variant `atuo`, expected one of `text`, `leaf`, `auto`, `later`"),
        ("text", 'invalid type: string "text", expected a value for `text`'),
        ("{auto: x}", 'invalid type: string "x", expected nothing'),
        ("{text: a, auto: ~}", "`auto` and `text` cannot both be given"),
        ("{leaf: {txt: a}}", "unknown field `txt`"),
        ("5", "invalid type: integer `5`, expected a string"),
    ],
)
def test_a_choice_without_a_tag_in_agentgateway_says_its_name_there(text, message):
    told = decoded(Kind, text)[1]
    assert told == [f"{message} (data did not match any variant of untagged enum UpstreamKind)"]


def test_values():
    thing, _ = decoded(Thing, "{old: a, later: [x]}")
    assert (thing.name, thing.leaf) == ("a", None)
    assert thing.later is thing.node("later")
    assert decoded(Lenient, "{text: a, text: b}")[0].text == "b"
    assert decoded(Kind, "auto")[0].which == decoded(Kind, "{auto: }")[0].which == "auto"
    target, _ = decoded(Target, "{weight: '2', leaf: {}, name: a}")
    assert (target.which, target.value.text, target.weight) == ("leaf", "default", "2")


def test_of_several_tags_one_may_count():
    lead, told = decoded(Lead, "{auto: , text: a, other: b}")
    assert (lead.which, lead.value) == ("text", "a")
    assert told == ["`other` is no key here; agentgateway ignores it", "`auto` is ignored beside `text`"]
    assert decoded(Lead, "{auto: , other: b}")[1] == ["unknown variant `other`, expected `text` or `auto`"]


def test_a_key_that_is_spelt_in_its_own_way():
    spelt, _ = decoded(Spelt, "{redirectURI: a}")
    assert (spelt.redirect_uri, spelt.node("redirect_uri").text) == ("a", "a")


def test_what_was_understood_of_a_bad_object_is_there():
    thing, _ = decoded(Thing, "{name: 5, leaf: {text: b, bogus: 1}}")
    assert "name" not in thing.__dict__
    assert thing.leaf.text == "b"
    assert decoded(Kind, "{text: 5}")[0] is BAD
