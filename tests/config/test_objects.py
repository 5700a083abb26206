"""Objects with fields, and objects of which one key is chosen."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from agwctl.config.decode import decode
from agwctl.config.decoding import BAD, Decoding
from agwctl.config.model import Model, OneOf, Unit, Unserved
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


def decoded(cls: type[Model], text: str) -> tuple[Any, list[str]]:
    to = Decoding(lambda name: "")
    value = decode(cls, read(text).documents[0], to)
    return value, [finding.message for finding in to.findings]


NOT_RUN = "this build of agwctl does not run `later`"
GROUPS = "this build of agwctl does not run `groups`"
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


def test_what_was_understood_of_a_bad_object_is_there():
    thing, _ = decoded(Thing, "{name: 5, leaf: {text: b, bogus: 1}}")
    assert "name" not in thing.__dict__
    assert thing.leaf.text == "b"
    assert decoded(Kind, "{text: 5}")[0] is BAD
