"""Whatever is written: no crash, every finding inside the file, and fixes that can be made twice without harm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agwctl.diagnostics.diagnostic import Diagnostic
from agwctl.lint.check import Checker
from agwctl.lint.fix import fixed
from agwctl.lint.own_codes import RULE_CRASHED
from agwctl.source.node import Mapping, Node, Scalar, Sequence
from agwctl.source.reader import read
from tests.source.yaml_texts import texts

CASES = sorted(Path(__file__).parent.glob("rules/*/*/*.yaml"))
CHECKER = Checker({"HOME": "/home/value", "NAME": "value"})
VALUES = [
    "null",
    "1",
    "-1",
    "true",
    "text",
    "[]",
    "{}",
    "[1, a]",
    "{a: b}",
    "70000",
    "'*'",
    "5s",
    "$NAME",
    "$GONE",
    "''",
]


def check(text: str) -> tuple[Diagnostic, ...]:
    return CHECKER.text(text, "gw.yaml").diagnostics


def nodes(root: Node) -> list[tuple[Mapping, int]]:
    """All entries of all mappings."""
    found = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Sequence):
            waiting += node.items
        elif isinstance(node, Mapping):
            found += [(node, at) for at in range(len(node.entries))]
            waiting += [value for _, value in node.entries]
    return found


def written(node: Node, text: str) -> str:
    """A document on one line, its scalars as they were written."""
    if isinstance(node, Mapping):
        return "{" + ", ".join(f"{written(key, text)}: {written(value, text)}" for key, value in node.entries) + "}"
    if isinstance(node, Sequence):
        return "[" + ", ".join(written(item, text) for item in node.items) + "]"
    assert isinstance(node, Scalar)
    own = text[node.start : node.end]
    if not node.plain or any(char in own for char in "\n{}[],:#"):
        return '"' + node.text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    return own or "null"


@st.composite
def mutated(draw: Any) -> str:
    """A case of a rule in which a few things are renamed, retyped, deleted, doubled or moved."""
    text = draw(st.sampled_from(CASES)).read_text(encoding="utf-8").replace("$", "")
    (root,) = read(text).documents
    for _ in range(draw(st.integers(1, 3))):
        places = nodes(root)
        if not places:
            break
        mapping, at = draw(st.sampled_from(places))
        key, value = mapping.entries[at]
        kind = draw(st.sampled_from(["rename", "retype", "delete", "double", "move"]))
        if kind == "rename":
            name = draw(st.sampled_from([key.text[:-1], key.text.upper(), "bogus", "port", "policies"])) or "x"
            mapping.entries[at] = (Scalar(name, True, 0, 0), value)
            key = mapping.entries[at][0]
            text, key.start, key.end = text + name, len(text), len(text) + len(name)
        elif kind == "retype":
            (new,) = read(draw(st.sampled_from(VALUES))).documents
            mapping.entries[at] = (key, new)
        elif kind == "double":
            mapping.entries.append((key, value))
        else:
            del mapping.entries[at]
            target, _ = draw(st.sampled_from(places))
            if kind == "move" and target not in {id(each): each for each, _ in nodes(value)}.values():
                target.entries.append((key, value))
    return written(root, text) + "\n"


def assert_sound(text: str) -> None:
    lines = text.split("\n")
    found = check(text)
    for each in found:
        assert each.code != RULE_CRASHED, each.message
        for position in each.span:
            assert 1 <= position.line <= len(lines), text
            assert 1 <= position.column <= len(lines[position.line - 1]) + 1, text
    result = fixed(text, check)
    assert fixed(result.text, check).text == result.text


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutated())
def test_mutated_configurations(text):
    assert_sound(text)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts())
def test_yaml_that_is_no_configuration(text):
    if "\r" not in text:
        assert_sound(text)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(CASES), st.data())
def test_texts_that_are_cut(case, data):
    text = case.read_text(encoding="utf-8")
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, min(len(text), begin + 20)))
    assert_sound(text[:begin] + text[end:])
