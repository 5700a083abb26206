"""Addresses and patterns as people get them wrong, and what they are told to write."""

from __future__ import annotations

import pytest

from agwctl.config.pattern import compile_pattern
from agwctl.config.remedy import for_address, for_pattern

HOST_PORT = "NAME:PORT, IP:PORT or unix:/PATH"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("localhost", "add the port, such as localhost:11434"),
        ("http://localhost:11434", "write localhost:11434, without http://"),
        ("http://localhost:11434/v1", "write localhost:11434, without http:// and a path"),
        ("localhost:11434/v1", "write localhost:11434, without a path"),
        ("https://ollama.example", f"write {HOST_PORT}, without https://"),
        ("[::1]:11434", f"write {HOST_PORT}; for an IPv6 address there is no form here, so give it a name"),
        ("fd00::1:11434", f"write {HOST_PORT}; for an IPv6 address there is no form here, so give it a name"),
        ("localhost:http", f"write {HOST_PORT}"),
        ("", f"write {HOST_PORT}"),
    ],
)
def test_host_and_port(text, hint):
    assert for_address(text, HOST_PORT) == hint


def test_other_forms():
    assert for_address("http://localhost:15000", "IP:PORT or off") == "write IP:PORT or off, without http://"
    assert for_address("ftp://x", "NAME:PORT or http://NAME") == "write NAME:PORT or http://NAME"


@pytest.mark.parametrize(
    ("pattern", "word"),
    [("(?!a)", "(?!"), (r"(a)\1", "again"), ("*/x", ".*"), ("(a", "close"), ("[a", "close"), ("[z-a]", "a-z")],
)
def test_patterns(pattern, word):
    with pytest.raises(ValueError) as caught:
        compile_pattern(pattern)
    hint = for_pattern(str(caught.value))
    assert hint is not None and word in hint
