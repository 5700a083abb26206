"""A file's text, before anybody asks what it means."""

from __future__ import annotations

import pytest

from agwctl.config.text import parse, recovered
from agwctl.source.node import Mapping

BROKEN = "a: x: y\nb: $NOBODY\nc: 1\n"


def told(text: str, environ: dict[str, str] | None) -> list[str]:
    return [f"{each.code.name}: {each.message}" for each in parse(text, "gw.yaml", environ).findings]


@pytest.mark.parametrize(
    ("text", "environ", "expected"),
    [
        ("a: 1", {}, []),
        ("a: $X", {"X": "1"}, []),
        ("# $X\n{}", {}, ["unset-variable: error looking key 'X' up: environment variable not found"]),
        ("# $X\n{}", None, []),  # a manifest: nobody expands it
        ("", {}, ["document-count: EOF while parsing a value: the document is empty"]),
        ("a: [", {}, ["yaml-syntax: did not find expected node content"]),
    ],
)
def test_what_is_wrong_with_a_text_itself(text, environ, expected):
    assert told(text, environ) == expected


def test_what_can_be_read_of_a_broken_text():
    text = parse(BROKEN, "gw.yaml", {})
    assert (text.documents, text.problem is not None) == ([], True)
    rest = recovered(text)
    (document,) = rest.documents
    assert isinstance(document, Mapping)
    assert [key.text for key, _ in document.entries] == ["a", "b", "c"]
    assert {each.code.name for each in rest.findings} == {"unset-variable", "yaml-syntax"}
    assert len(rest.syntax) == len(rest.damage) == 1


@pytest.mark.parametrize("text", ["a: 1", "[" * 200])
def test_what_is_whole_or_hopeless_stays_as_it_is(text):
    read = parse(text, "gw.yaml", {})
    assert recovered(read) is read
