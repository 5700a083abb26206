"""Our schema and the release's own give the same verdict on the release's examples."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from agwctl.config.load import load_text
from agwctl.config.model import Model, fields
from agwctl.config.root import Config
from agwctl.config.schema import schema
from agwctl.diagnostics import codes
from agwctl.source.node import Node
from agwctl.source.plain import plain
from agwctl.source.reader import read
from tests.conftest import TESTS

pytestmark = pytest.mark.reference

EXAMPLES = TESTS.parent.parent / "shared" / "data" / "agentgateway" / "examples"
ROWS = (
    [line.split("\t") for line in (EXAMPLES / "INDEX.tsv").read_text("utf-8").splitlines()] if EXAMPLES.is_dir() else []
)


STRICTER = {
    # The examples are younger than the release. It takes no scheme in front of such a host; its schema takes any text.
    "traffic-cross-app-access-xaa-dev-gateway-0.yaml",
}
"""Where ours knows more of the loader than theirs."""


@cache
def ours() -> Any:
    return jsonschema_rs.Draft202012Validator(schema())


@cache
def theirs(path: Path) -> Any:
    return jsonschema_rs.validator_for(json.loads(path.read_text("utf-8")))


def not_looked_into(cls: type[Model] = Config, seen: frozenset[type[Model]] = frozenset()) -> set[str]:
    """Keys whose values our classes do not describe yet."""
    found: set[str] = set()
    for field in fields(cls):
        inside = set(parts(field.annotation))
        found |= {field.wire} if Node in inside else set()
        for each in inside - seen:
            if isinstance(each, type) and issubclass(each, Model):
                found |= not_looked_into(each, seen | inside)
    return found


def parts(annotation: Any) -> list[Any]:
    return [annotation, *(part for each in getattr(annotation, "__args__", ()) for part in parts(each))]


@pytest.mark.parametrize(("name", "verdict"), [row[:2] for row in ROWS], ids=[row[0] for row in ROWS])
def test_verdict(name, verdict, shared):
    text = (EXAMPLES / name).read_text("utf-8")
    document = plain(read(text).documents[0])
    official = [
        ".".join(map(str, error.instance_path)) for error in theirs(shared_schema(shared)).iter_errors(document)
    ]
    assert bool(official) is (verdict == "invalid"), "this reader and the reference's differ"
    told = [f"{list(error.instance_path)}: {error.message[:150]}" for error in ours().iter_errors(document)]
    if name in STRICTER:
        loaded = load_text(text, name, dict.fromkeys(re.findall(r"\$\{?(\w+)", text), "x"))
        assert bool(told) is bool(loaded.errors), told
    elif official and not told:
        loaded = load_text(text, name, {})
        unseen = [each.subject for each in loaded.diagnostics if each.code is codes.NOT_SERVED]
        assert set(unseen) & not_looked_into(), f"refused by theirs at {official}"
    else:
        assert bool(told) is bool(official), told


def shared_schema(shared: Path) -> Path:
    return shared / "data" / "agentgateway" / "config-1.4.1.schema.json"
