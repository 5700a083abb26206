"""Decoders of single values."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest

from agwctl.config.decode import decode
from agwctl.config.decoding import Decoding
from agwctl.config.load import load_text
from agwctl.config.location import UpstreamKey
from agwctl.config.model import Model, Served
from agwctl.config.types import (
    ByteText,
    Duration,
    HostPort,
    InlineSecret,
    Number,
    Pattern,
    Port,
    Secret,
    SecretText,
    Status,
    StringOrList,
)
from agwctl.source.reader import read


class Values(Model):
    """One field of each type."""

    text: str | None = None
    flag: bool = False
    tokenize: Annotated[bool, Served(False)] = False
    port: Port | None = None
    status: Status | None = None
    word: Annotated[Literal["one", "two"], Served("one")] | None = None
    duration: Duration | None = None
    host: HostPort | None = None
    pattern: Pattern | None = None
    data: ByteText = b""
    names: StringOrList = ()
    level: str | list[str] | None = None
    secret: Secret | None = None
    key: UpstreamKey | None = None
    inline: InlineSecret | None = None
    share: Number | None = None


def files(name: str) -> str:
    if name == "/latin":
        b"\xff".decode()
    if name == "/gone":
        raise FileNotFoundError(2, "No such file or directory")
    return f" of {name}\n"


def decoded(text: str) -> tuple[Any, list[str]]:
    to = Decoding(files)
    values = decode(Values, read(f"{{{text} }}").documents[0], to)
    return values, [finding.message for finding in to.findings]


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("text: yes", "text", "yes"),
        ("text: '5'", "text", "5"),
        ("text: !!str 5", "text", "5"),
        ("text:", "text", None),
        ("flag: true", "flag", True),
        ("port: 0x10", "port", 16),
        ("status: 999", "status", 999),
        ("word: one", "word", "one"),
        ("duration: 1m", "duration", 60),
        ("duration: '0'", "duration", 0),
        ("host: a:1", "host", HostPort("a", 1)),
        ("data: hé", "data", "hé".encode()),
        ("data: [104, 105]", "data", b"hi"),
        ("data: []", "data", b""),
        ("names: a", "names", ("a",)),
        ("names: [a, b]", "names", ("a", "b")),
        ("level: info", "level", "info"),
        ("level: [a, b]", "level", ["a", "b"]),
        ("secret: ' a '", "secret", "a"),
        ("secret: {file: /x}", "secret", "of /x"),
        ("secret: {file: /x, more: 1}", "secret", "of /x"),
        ("key: a", "key", "a"),
        ("key: {value: a}", "key", "a"),
        ("key: {value: {file: /x}}", "key", "of /x"),
        ("key: {file: /x}", "key", "of /x"),
    ],
)
def test_good(text, name, value):
    values, told = decoded(text)
    assert told == []
    assert getattr(values, name) == value
    if name in ("secret", "key"):
        assert isinstance(getattr(values, name), SecretText)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("text: 5", "invalid type: integer `5`, expected a string"),
        ("text: [a]", "invalid type: sequence, expected a string"),
        ("flag: yes", 'invalid type: string "yes", expected a boolean'),
        ("flag:", "invalid type: null, expected a boolean"),
        ("port: 1.0", "invalid type: floating point `1.0`, expected u16"),
        ("port: '1'", 'invalid type: string "1", expected u16'),
        ("port: true", "invalid type: boolean `true`, expected u16"),
        ("port: 65536", "invalid value: integer `65536`, expected u16"),
        ("status: 99", "invalid status code"),
        ("status: 1000", "invalid status code"),
        ("status: 65536", "invalid value: integer `65536`, expected u16"),
        ("word: three", "unknown variant `three`, expected `one` or `two`"),
        ("word: 1", "invalid type: integer `1`, expected a string"),
        ("duration: 5", "invalid type: integer `5`, expected a string"),
        ("duration: 5x", "parse error: unknown unit x in duration 5x"),
        ("host: a", "invalid host:port: a"),
        ("pattern: '['", "regex parse error: unclosed character class"),
        ("data: [256]", "invalid value: integer `256`, expected u8"),
        ("data: {}", "invalid type: map, expected a string"),
        ("names: [a, 1]", "invalid type: integer `1`, expected a string"),
        ("names:", "invalid type: null, expected a string"),
        ("secret: 5", "data did not match any variant of untagged enum FileOrInline"),
        ("inline: 5", "invalid type: integer, expected a string"),
        ("inline: {file: /a}", "invalid type: map, expected a string"),
        ("share: '0.5'", 'invalid type: string "0.5", expected f64'),
        ("share: true", "invalid type: boolean `true`, expected f64"),
        ("secret: {}", "data did not match any variant of untagged enum FileOrInline"),
        ("secret: {file: 5}", "data did not match any variant of untagged enum FileOrInline"),
        ("secret: {file: /gone}", "failed to open file `/gone`: No such file or directory"),
        ("secret: {file: /latin}", "failed to open file `/latin`: it is not UTF-8 text"),
        ("key: {value: 5}", "data did not match any variant of untagged enum FileOrInline"),
        ("key: {value: a, other: b}", "unknown field `other`, expected `value` or `location`"),
        # valid, but not run
        ("word: two", "this build of agwctl does not run `two`"),
        ("tokenize: true", "this build of agwctl does not run this setting"),
        ("key: {value: a, location: {cookie: {name: a}}}", "this build of agwctl does not run `location`"),
        (r"pattern: '\pL'", r"this build of agwctl does not run Unicode classes (\p) in regular expressions"),
    ],
)
def test_bad(text, message):
    _, told = decoded(text)
    assert told == [message]


def test_what_is_not_run_has_a_value_all_the_same():
    values, _ = decoded(r"word: two, tokenize: true, key: {value: a, location: {header: {name: a}}}, pattern: '\pL'")
    assert (values.word, values.tokenize, values.key) == ("two", True, "a")
    assert values.pattern.match("") is None


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ('binds: [{port: "3000", listeners: []}]', "binds: [{port: 3000, listeners: []}]"),
        ("config: {enableIpv6: 'true'}", "config: {enableIpv6: true}"),
        ("routes: [{name: 5, backends: []}]", 'routes: [{name: "5", backends: []}]'),
        ('binds: [{port: "70000", listeners: []}]', None),
        ('binds: [{port: "030", listeners: []}]', None),
        ("binds: [{port: $QUOTED, listeners: []}]", None),  # the value of a variable is not written into a file
        ("routes: [{name: $NUMBER, backends: []}]", None),
        ("binds: [{port: 1, listeners: [], mode: $WORD}]", None),
    ],
)
def test_quotes_are_put_right(text, fixed):
    environ = {"QUOTED": '"3000"', "NUMBER": "5", "WORD": "standrd"}
    loaded = load_text(text, environ=environ)
    (found,) = [each for each in loaded.errors if each.code.name != "unattached-route"]
    if fixed is None:
        assert found.fix is None
    else:
        assert found.fix is not None and found.fix.safe
        ((place, written),) = found.fix.edits
        first, last = place.start.column - 1, place.end.column - 1
        assert text[:first] + written + text[last:] == fixed
