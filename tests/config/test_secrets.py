"""Where a document holds credentials."""

from __future__ import annotations

import pytest

from agwctl.config.secrets import find_secrets, guess_secrets
from agwctl.source.reader import read


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("backendAuth: {key: a}", ["a"]),
        ("backendAuth: a", ["a"]),
        ("params: {apiKey: a, model: b}", ["a"]),
        ("apiKey: {keys: [{key: a, metadata: {team: b}}], mode: strict}", ["a"]),
        ("add: {Authorization: Bearer a, X-Api-Key: b, x-other: c}", ["Bearer a", "b"]),
        ("api_key: {file: /path}", []),
        ("auth: {key: {value: a, location: {header: {name: x}}}}", ["a"]),
        ("model: a", []),
        ("key:", []),
    ],
)
def test_in_a_tree(text, found):
    assert sorted(node.text for node in find_secrets(read(text).documents[0])) == sorted(found)


def test_in_text_that_is_no_yaml():
    text = "a: [\n  apiKey: sk-1, b: c}\n  'password' : \"x y\"\nkeys: # none\n"
    assert [text[node.start : node.end] for node in guess_secrets(text)] == ["sk-1", '"x y"']
