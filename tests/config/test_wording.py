"""Values and choices in agentgateway's words."""

from __future__ import annotations

import pytest

from agwctl.config.wording import described, one_of, path_hint
from agwctl.source.reader import read


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("5", "integer `5`"),
        ("-0x10", "integer `-16`"),
        ("1.50", "floating point `1.5`"),
        ("1e3", "floating point `1000.0`"),
        ("true", "boolean `true`"),
        ("null", "null"),
        ("", "null"),
        ("'5'", 'string "5"'),
        ('"a\\"é\\n"', 'string "a\\"é\\n"'),
        ("[]", "sequence"),
        ("{}", "map"),
    ],
)
def test_values(text, words):
    documents = read(f"[{text}]" if text else "[~]").documents
    node = documents[0]
    assert described(node.items[0]) == words  # type: ignore[attr-defined]  # it is a list


def test_choices():
    assert one_of(["a"]) == "`a`"
    assert one_of(["a", "b"]) == "`a` or `b`"
    assert one_of(["a", "b", "c"]) == "one of `a`, `b`, `c`"


def test_a_file_that_cannot_be_read():
    assert "$HOME" in path_hint("~/key.pem")
    assert "relative" in path_hint("key.pem")
