"""Whatever stands in a file: the check ends soon, does not crash, and points into the file."""

from __future__ import annotations

import io
import json
import os
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agwctl.cli.main import main
from agwctl.config.model import fields
from agwctl.config.root import Config
from agwctl.diagnostics import concise, human, json_v1
from agwctl.diagnostics.report import FileReport, Report
from agwctl.lint.check import Checker
from agwctl.lint.own_codes import RULE_CRASHED
from tests.lint.corpus import ENVIRON, FOLDER

QUICK = settings(
    max_examples=3000 if os.environ.get("AGWCTL_SOAK") else 30,
    deadline=5000,
    suppress_health_check=[HealthCheck.too_slow],
)
SCENARIOS = FOLDER.parent / "ollama" / "scenario" / "good"
VALID = [path.read_bytes().decode() for at in (FOLDER / "valid", SCENARIOS) for path in sorted(at.glob("*.yaml"))]
KEYS = sorted({field.wire for field in fields(Config)} | {"port", "name", "routes", "ai", "provider", "hostOverride"})
ODD = [*"\0\t\u2028\U0001f999é'\"{]$#\ufeff", "\r\n", "\x1b[31m", "- ", ": ", "&a ", "*a", "$X"]


def sound(data: bytes) -> FileReport:
    """Checks the bytes, and what must hold of every report."""
    report = Checker(ENVIRON).data(data, "gw.yaml")
    lines = shown_lines(data)
    for diagnostic in report.diagnostics:
        spans = [diagnostic.span, *(related.span for related in diagnostic.related)]
        for start, end in spans:
            assert (1, 1) <= start <= end, diagnostic
            assert end.line <= len(lines) and start.column <= len(lines[start.line - 1]) + 1, diagnostic
            assert end.column <= len(lines[end.line - 1]) + 1, diagnostic
        assert diagnostic.code is not RULE_CRASHED, diagnostic.message
    whole = Report((report,))
    document = json.loads(json_v1.render(whole).encode())
    assert len(document["diagnostics"]) == len(report.diagnostics)
    assert (report.diagnostics == ()) == (human.render(whole, colour=False) == "")
    assert concise.render(whole).count("\n") <= 2 * len(report.diagnostics)
    return report


def shown_lines(data: bytes) -> list[str]:
    """The lines of a file as the reports count them."""
    text = data.decode("utf-8-sig", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


@QUICK
@given(st.binary(max_size=200))
def test_any_bytes(data):
    sound(data)


@QUICK
@given(
    st.lists(
        st.sampled_from([*ODD, *KEYS, "\n", "  ", "a", "1", "~", ">", "|", "!!x", "<<", "---\n", "...\n"]), max_size=30
    )
)
def test_any_text(pieces):
    sound("".join(pieces).encode())


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["localhost:1", "10s"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=8,
)


@QUICK
@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=4))
def test_any_value(value):
    sound(yaml.safe_dump(value, allow_unicode=True).encode("utf-8", "replace"))


Mutation = Callable[[Any, random.Random], None]


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key or index)."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from places(value[key])


def rename(value: Any, chance: random.Random) -> None:
    holder, key = chance.choice([place for place in places(value) if isinstance(place[0], dict)])
    holder[chance.choice([key[:-1], key.upper(), key + "s", "x", ""])] = holder.pop(key)


def retype(value: Any, chance: random.Random) -> None:
    holder, key = chance.choice(list(places(value)))
    holder[key] = chance.choice(
        [None, True, -1, 10**30, 1.5, float("nan"), "", "x", [], {}, [holder[key]], {"x": holder[key]}]
    )


def move(value: Any, chance: random.Random) -> None:
    holder, key = chance.choice(list(places(value)))
    part = holder.pop(key)
    left = list(places(value))
    if left:
        to, at = chance.choice(left)
        to[at] = part


def delete(value: Any, chance: random.Random) -> None:
    holder, key = chance.choice(list(places(value)))
    del holder[key]


def duplicate(value: Any, chance: random.Random) -> None:
    holder, key = chance.choice(list(places(value)))
    if isinstance(holder, list):
        holder.append(deepcopy(holder[key]))
    else:
        holder[f"{key}2"] = deepcopy(holder[key])


MUTATIONS: list[Mutation] = [rename, retype, move, delete, duplicate]


@QUICK
@given(
    st.sampled_from(VALID),
    st.lists(st.sampled_from(MUTATIONS), min_size=1, max_size=3),
    st.randoms(use_true_random=False),
)
def test_any_change_of_a_good_value(text, mutations, chance):
    value = json.loads(json.dumps(yaml.safe_load(text)))  # without what is shared by aliases
    for mutate in mutations:
        if len(list(places(value))) > 2:
            mutate(value, chance)
    sound(yaml.safe_dump(value, sort_keys=False).encode())


@QUICK
@given(
    st.sampled_from(VALID),
    st.integers(0, 10**6),
    st.sampled_from(["cut", "insert", "indent", "double", "swap", "end"]),
    st.sampled_from(ODD),
)
def test_any_change_of_a_good_text(text, where, what, odd):
    lines = text.split("\n")
    at = where % len(lines)
    if what == "cut":
        del lines[at]
    elif what == "indent":
        lines[at] = " " * (where % 7) + lines[at].lstrip()
    elif what == "double":
        lines.insert(at, lines[at])
    elif what == "swap":
        lines[at], lines[0] = lines[0], lines[at]
    whole = "\n".join(lines)
    at = where % (len(whole) + 1)
    if what == "insert":
        whole = whole[:at] + odd + whole[at:]
    elif what == "end":
        whole = whole[:at]
    sound(whole.encode())


@QUICK
@given(st.sampled_from(VALID), st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=4))
def test_any_bytes_within_a_good_text(text, changes):
    data = bytearray(text.encode())
    for where, byte in changes:
        data[where % len(data)] = byte
    sound(bytes(data))


@pytest.mark.parametrize("text", VALID)
@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_the_ending_of_lines_changes_nothing(text, ending):
    unix, other = sound(text.encode()), sound(text.replace("\n", ending).encode())
    assert [each.code for each in unix.diagnostics] == [each.code for each in other.diagnostics]
    assert [each.span.start for each in unix.diagnostics] == [each.span.start for each in other.diagnostics]


@pytest.mark.parametrize("text", VALID)
def test_a_byte_order_mark_changes_nothing(text):
    assert [each.span for each in sound(b"\xef\xbb\xbf" + text.encode()).diagnostics] == [
        each.span for each in sound(text.encode()).diagnostics
    ]


HUGE = {
    "nested lists": "binds: " + "[" * 3000,
    "nested closed lists": "binds: " + "[" * 400 + "]" * 400,
    "nested objects": "binds: " + "{a: " * 400 + "1" + "}" * 400,
    "nested blocks": "".join(f"{'  ' * depth}a:\n" for depth in range(400)),
    "a long line": "binds: " + "x" * 300_000,
    "a long key": "x" * 100_000 + ": 1",
    "many keys": "".join(f"k{number}: 1\n" for number in range(3000)),
    "many documents": "---\na: 1\n" * 500,
    "aliases of aliases": "a: &a [x, x]\n"
    + "".join(f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
    "an alias to itself": "binds: &a [*a]",
    "merges": "x: &x {port: 1}\nbinds:\n- <<: *x\n  listeners: []\n",
    "many variables": "a: " + "$HOME" * 5000,
    "only tabs": "\t" * 1000,
    "only quotes": '"' * 9999,
}


@pytest.mark.parametrize("name", HUGE)
def test_what_is_huge(name):
    sound(HUGE[name].encode())


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"\0", b"\xed\xa0\x80", "binds: []\n".encode("utf-16"), b"binds: [\n", b"binds: []\n"]
)
@pytest.mark.parametrize("format", ["human", "json"])
def test_the_exit_code_is_one_of_three(data, format, monkeypatch, capsys):
    with stdin(data, monkeypatch):
        assert main(["validate", "-", "--format", format]) in (0, 1, 3)
    out = capsys.readouterr().out
    if format == "json":
        json.loads(out)


@contextmanager
def stdin(data: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with io.TextIOWrapper(io.BytesIO(data)) as stream, monkeypatch.context() as patched:
        patched.setattr(sys, "stdin", stream)
        yield
