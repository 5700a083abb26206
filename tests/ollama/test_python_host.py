"""OLLAMA_HOST as Python's client reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.ollama.python_host import difference, python_url

PIECES = (
    "http",
    "https",
    "tcp",
    "://",
    ":",
    "/",
    "host",
    "1.2.3.4",
    "::1",
    "[",
    "]",
    "11434",
    "66000",
    "0",
    "p",
    " ",
    '"',
)


@pytest.mark.parametrize(
    "value",
    ["", "box", "box:1", "http://box", "https://box/p", "[::1]:1", ":1234", "http://x/p/", "HOST", "example.com:"],
)
def test_the_same_place(value) -> None:
    assert difference(value) is None


@pytest.mark.parametrize(
    "value, told",
    [
        ('"1.2.3.4"', 'http://"1.2.3.4":11434'),
        ("ollama.com", "http://ollama.com:11434"),
        ("https://", "http://https:11434"),
        ("host:0", "http://host:11434"),
        ("::1", "ValueError"),
        ("host:abc", "ValueError"),
        ("host:66000", "ValueError"),
    ],
)
def test_another_place(value, told) -> None:
    assert told in (difference(value) or "")


def test_it_is_what_the_package_does() -> None:
    package = pytest.importorskip("ollama._client")  # takes longer than an example may

    @given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join))
    def compare(value: str) -> None:
        try:
            theirs = package._parse_host(value)
        except ValueError:
            theirs = None
        assert python_url(value) == theirs

    compare()
