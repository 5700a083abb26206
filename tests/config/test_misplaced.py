from __future__ import annotations

import pytest

from agwctl.config.misplaced import moved_below
from agwctl.source.edit import Editor
from agwctl.source.node import Mapping, Source
from agwctl.source.reader import read

BLOCK = """\
ai:
  name: a # kept
  routes:
    /v1/embeddings: embeddings
    '*': passthrough
  provider: {}
"""


def told(text: str, name: str, home: str) -> tuple[str, str | None]:
    """The hint, and the text after the fix."""
    root = read(text).documents[0]
    assert isinstance(root, Mapping)
    node = root.entries[0][1]
    assert isinstance(node, Mapping)
    hint, _, fix = moved_below(node, node.first(name), home, Editor(Source("x", text), root))
    if fix is None:
        return hint, None
    for edit in sorted(fix.edits, key=lambda edit: -edit.node.start):
        text = text[: edit.node.start] + edit.text + text[edit.node.end :]
    return hint, text


def test_the_objects_around_it_are_made():
    hint, text = told(BLOCK, "routes", "policies.ai")
    assert hint.endswith('write policies: {ai: {routes: {/v1/embeddings: embeddings, "*": passthrough}}}')
    assert text == (
        "ai:\n  name: a # kept\n  policies:\n    ai:\n      routes:\n        /v1/embeddings: embeddings\n"
        '        "*": passthrough\n  provider: {}\n'
    )


def test_it_joins_an_object_that_is_there():
    hint, text = told("ai:\n  routes: {a: b}\n  policies:\n    ai:\n      x: y\n", "routes", "policies.ai")
    assert hint.endswith("write routes: {a: b} in policies.ai")
    assert text == "ai:\n  policies:\n    ai:\n      x: y\n      routes: {a: b}\n"


def test_it_may_be_there_already():
    hint, text = told("ai:\n  model: a\n  openAI: {model: b}\n", "model", "openAI")
    assert "take this one out" in hint
    assert text is None


@pytest.mark.parametrize("home", ["backends[].ai", "gateways.*"])
def test_one_of_many_is_not_chosen(home):
    assert told(BLOCK, "routes", home) == (f"it belongs under '{home}'", None)


def test_a_value_is_in_the_way():
    assert told("ai:\n  model: a\n  openAI: b\n", "model", "openAI")[1] is None


def test_no_hint_tells_a_secret():
    hint, _ = told("model:\n  apiKey: sk-1234\n", "apiKey", "params")
    assert hint == "it belongs under 'params'"


def test_a_long_block_is_not_told():
    hint, text = told(f"ai:\n  routes: {{{'a' * 200}: b}}\n", "routes", "policies.ai")
    assert hint == "it belongs under 'policies.ai'"
    assert text is not None
