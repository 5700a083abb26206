"""YAML text, read back by the gateway's rules and by a reader of YAML 1.1."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from agwctl.source.environment import expand
from agwctl.source.plain import plain
from agwctl.source.reader import read
from agwctl.source.writer import Noted, Writable, write


def read_back(text: str) -> Any:
    source, unset = expand("x", text, {})
    assert not unset
    reading = read(source.parsed)
    assert reading.problem is None
    return plain(reading.documents[0])


def test_layout():
    value: Writable = {
        "binds": [{"port": 3000, "listeners": [{"name": "a", "routes": []}]}, {"port": 3001}],
        "matrix": [[1, 2], [], [{}]],
        "config": {"logging": {"level": "info"}},
        "empty": {},
        "nothing": None,
    }
    assert write(value) == (
        "binds:\n- port: 3000\n  listeners:\n  - name: a\n    routes: []\n- port: 3001\n"
        "matrix:\n- - 1\n  - 2\n- []\n- - {}\n"
        "config:\n  logging:\n    level: info\nempty: {}\nnothing: null\n"
    )


def test_notes():
    value = Noted(
        {"port": Noted(3000, "gw.yaml:1"), "list": Noted([Noted("a", "a\nb"), "c"], "lost"), "e": Noted([], "x")}, ""
    )
    assert write(value) == "port: 3000  # gw.yaml:1\nlist:\n- a  # a\N{REPLACEMENT CHARACTER}b\n- c\ne: []  # x\n"


@pytest.mark.parametrize(
    "text",
    ["y", "N", "on", "off", "yes", "true", "null", "~", "", "1e3", "0o17", "0x1F", "1_000", "12:30", "2026-08-21", "07",
     ".5", ".inf", " a", "a ", "a: b", "a #b", "#a", "- a", "-", "?", "*a", "&a", "!a", "%a", "@a", "`a`", "{a}", "[a]",
     "'a'", '"a"', "a\nb", "a\tb", "$HOME", "${X:-y}", "a$", "\x85", "\u2028", "\ufeff", "é", "日", "=", "<<",
     "\U0001f600"],
)  # fmt: skip
def test_texts_stay_texts(text):
    written = write({"key": [text], text: 1})
    assert read_back(written) == {"key": [text], text: 1}
    if "$" not in text:
        assert yaml.safe_load(written)["key"] == [text]


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
)


@given(
    st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("aby1:# $", max_size=4), inner, max_size=4),
    )
)
def test_what_is_written_is_read_back(value):
    assert read_back(write(value)) == value
