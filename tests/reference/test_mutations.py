"""Files with one value changed: the loader refuses what the release's schema refuses, and more only where it may."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from agwctl.config.load import load_text
from agwctl.diagnostics import codes
from agwctl.source.plain import plain
from agwctl.source.reader import read

pytestmark = pytest.mark.reference

FILES = sorted((Path(__file__).parents[1] / "config" / "complete").glob("*.yaml"))
ENVIRON = {"OIDC_COOKIE_SECRET": "00"}
SAMPLES = 700
"""Changes for each file, always the same."""

SHAPE = {
    codes.UNKNOWN_KEY,
    codes.MISSING_KEY,
    codes.WRONG_TYPE,
    codes.UNKNOWN_VALUE,
    codes.SEVERAL_VARIANTS,
    codes.NO_VARIANT,
}
"""What a schema can see."""

STRICTER = ("backendAuth.passthrough", "clientAuth.certificateHeader")
"""Beside `credentials` the schema takes anything; what a certificate needs it tells only in its text."""
LAXER = ("backendAuth.bogus",)
"""Beside a `key` with a place the schema refuses what is taken here."""

OUT = object()
OTHERS: tuple[Any, ...] = (None, 7, 0.5, True, "zzz", [], {})


def parts(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    yield path, value
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, child in children:
        yield from parts(child, (*path, step))


def changes(document: Any) -> list[tuple[tuple[Any, ...], Any]]:
    """Places with what is put there instead."""
    found: list[tuple[tuple[Any, ...], Any]] = []
    for path, value in parts(document):
        if len(path) < 3:
            continue
        found += [(path, other) for other in OTHERS]
        if isinstance(path[-1], str):
            found.append((path, OUT))
        if isinstance(value, dict):
            found.append(((*path, "bogus"), 1))
    return found


def changed(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    document = copy.deepcopy(document)
    place = document
    for step in path[:-1]:
        place = place[step]
    if value is OUT:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return document


def _sampled(found: list[tuple[tuple[Any, ...], Any]]) -> list[tuple[tuple[Any, ...], Any]]:
    return found if len(found) <= SAMPLES else random.Random(1).sample(found, SAMPLES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_verdicts(path, shared):
    text = (shared / "data" / "agentgateway" / "config-1.4.1.schema.json").read_text("utf-8")
    schema = jsonschema_rs.Draft202012Validator(json.loads(text))
    document = plain(read(path.read_text("utf-8")).documents[0])
    wrong = []
    for place, value in _sampled(changes(document)):
        other = changed(document, place, value)
        name = ".".join(str(step) for step in place)
        told = load_text(json.dumps(other), environ=ENVIRON).errors
        is_refused = not schema.is_valid(other)
        knows_more = all(found.code not in SHAPE or "must contain exactly" in found.message for found in told)
        if is_refused and not told and not any(word in name for word in LAXER):
            wrong.append(f"only the schema refuses {name}: {'(out)' if value is OUT else value}")
        elif not is_refused and not knows_more and not any(word in name for word in STRICTER):
            wrong.append(f"only the loader refuses {name}: {'(out)' if value is OUT else value}: {told[0].message}")
    assert not wrong, "\n".join(wrong)
