"""The schema is one, takes what loads, and refuses what has the wrong shape."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, ClassVar

import jsonschema_rs
import pytest
import yaml

from agwctl import __version__
from agwctl.config.load import load_text
from agwctl.config.model import Model, NotRun, OneOf, OrNull, Unit, Unserved
from agwctl.config.schema import NOT_RUN, schema
from agwctl.config.types import Duration, Port
from agwctl.diagnostics import codes
from agwctl.source.environment import expand
from agwctl.source.plain import plain
from agwctl.source.reader import read

CASES = Path(__file__).parent.parent / "conformance" / "cases" / "validate.yaml"
GOOD = sorted(path for folder in ("good", "complete") for path in (Path(__file__).parent / folder).glob("*.yaml"))
BAD = sorted((Path(__file__).parent / "bad").glob("*.yaml"))
SHAPE = {
    codes.UNKNOWN_KEY,
    codes.WRONG_TYPE,
    codes.UNKNOWN_VALUE,
    codes.NO_VARIANT,
    codes.BAD_DURATION,
    codes.REMOVED_KEY,
}
"""What a schema can see. The other mistakes are in the text, between keys, or in a language within a value."""


@cache
def validator() -> Any:
    jsonschema_rs.meta.validate(schema())
    return jsonschema_rs.Draft202012Validator(json.loads(json.dumps(schema())))


def errors(document: Any, found: Any = None) -> list[str]:
    return [
        f"{'.'.join(map(str, error.instance_path))}: {error.message[:200]}"
        for error in (found or validator()).iter_errors(document)
    ]


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_good_files_are_valid(path):
    assert errors(plain(read(path.read_text("utf-8")).documents[0])) == []


def texts() -> Iterator[Any]:
    environ = {"HOME": os.path.expanduser("~")}
    for entry in yaml.safe_load(CASES.read_text("utf-8")):
        variables = {**environ, **{name: str(text) for name, text in entry.get("env", {}).items()}}
        yield pytest.param(entry["config"], variables, id=entry["name"])
    for path in BAD:
        yield pytest.param(path.read_text("utf-8"), environ, id=path.stem)


@pytest.mark.parametrize(("text", "environ"), [*texts()])
def test_its_verdict_is_that_of_the_loader(text, environ):
    loaded = load_text(text, "x", environ)
    reading = read(expand("x", text, environ)[0].parsed)
    if reading.problem is not None or len(reading.documents) != 1:
        return
    told = errors(plain(reading.documents[0]))
    shape = [found for found in loaded.errors if found.code in SHAPE]
    if not loaded.errors:
        assert told == []
    elif loaded.errors == shape:
        assert told, [f"{found.pointer}: {found.message}" for found in shape]


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_variables_may_stay_as_they_are(path):
    document = plain(read(path.read_text("utf-8")).documents[0])
    assert errors(with_variables(document)) == []


def with_variables(value: Any) -> Any:
    """`$NAME` in the place of every number and flag."""
    if isinstance(value, dict):
        return {key: with_variables(each) for key, each in value.items()}
    if isinstance(value, list):
        return [with_variables(each) for each in value]
    return "$NAME" if isinstance(value, int | float) else value


class Inner(OneOf):
    """An inner one."""

    beside = ("share",)

    share: Port = 1
    host: str | None = None
    later: NotRun[Duration] = None


class Word(OneOf):
    auto: Unit = None
    later: Unserved = None
    full: str | None = None


class Alone(Model):
    instead = "all"

    name: str
    all: Unserved = None


class Free(OneOf):
    beside = ("host", "share")
    alone = ("host",)
    instead = "all"

    host: str | None = None
    share: Port = 1
    auto: Unit = None
    full: str | None = None
    all: Unserved = None


class Outer(Model):
    """An outer one."""

    aliases: ClassVar = {"word": "words"}

    inner: Inner
    """The one inside."""
    words: list[Word] | None = None
    duration: Annotated[Duration, OrNull()] = 90.0
    alone: Alone | None = None
    below: dict[str, Outer] | None = None
    free: Free | None = None


def test_the_whole_schema_of_small_classes(golden):
    golden(
        Path(__file__).parent / "schema.json",
        json.dumps(schema(Outer), indent=2).replace(__version__, "VERSION") + "\n",
    )


@pytest.mark.parametrize(
    ("document", "is_valid"),
    [
        ({"inner": {"host": "a"}}, True),
        ({"inner": {"host": "a", "share": 2}}, True),
        ({"inner": {"share": 2}}, False),
        ({"inner": {"host": "a", "later": "1s"}}, False),
        ({"inner": {"host": None}}, False),
        ({"inner": {"later": "x"}}, False),
        ({}, False),
        ({"inner": {"host": "a"}, "bogus": 1}, False),
        ({"inner": {"host": "a"}, "words": ["auto", {"full": "x"}, {"auto": None}, "later"]}, True),
        ({"inner": {"host": "a"}, "words": ["full"]}, False),
        ({"inner": {"host": "a"}, "words": [{"full": "x", "auto": None}]}, False),
        ({"inner": {"host": "a"}, "words": [{}]}, False),
        ({"inner": {"host": "a"}, "words": None, "duration": None}, True),
        ({"inner": {"host": "a"}, "word": []}, True),
        ({"inner": {"host": "a"}, "word": [], "words": []}, False),
        ({"inner": {"host": "a"}, "alone": {"name": "x"}}, True),
        ({"inner": {"host": "a"}, "alone": {"all": 1}}, True),
        ({"inner": {"host": "a"}, "alone": {"all": 1, "name": "x"}}, False),
        ({"inner": {"host": "a"}, "alone": {}}, False),
        ({"inner": {"host": "a"}, "below": {"x": {"inner": {"host": "a"}}}}, True),
        ({"inner": {"host": "a"}, "below": {"x": {}}}, False),
        *[
            ({"inner": {"host": "a"}, "free": free}, is_valid)
            for free, is_valid in (
                ("auto", True),
                ("full", False),
                ({"full": "x"}, True),
                ({"full": "x", "host": "a"}, True),
                ({"host": "a"}, True),
                ({"share": 1}, False),
                ({"full": "x", "auto": None}, False),
                ({"all": 1}, True),
                ({"all": 1, "host": "a"}, False),
                (None, True),
            )
        ],
    ],
)
def test_shapes(document, is_valid):
    found = jsonschema_rs.Draft202012Validator(schema(Outer))
    assert (errors(document, found) == []) is is_valid


def test_what_is_not_run_says_so():
    root = schema()
    assert root["properties"]["mcp"]["description"].endswith(NOT_RUN)
    assert NOT_RUN not in root["properties"]["binds"].get("description", "")


def test_every_definition_is_used_and_described():
    text = json.dumps(schema())
    definitions = schema()["$defs"]
    assert [name for name in definitions if f'"#/$defs/{name}"' not in text] == []
    assert [name for name, found in definitions.items() if not found.get("description")] == []
