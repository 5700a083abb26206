"""Model names: what is one, what it stands for, how it is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.ollama.name import parse


@pytest.mark.parametrize(
    ("text", "shown", "full"),
    [
        ("llama3.2", "llama3.2:latest", "registry.ollama.ai/library/llama3.2:latest"),
        ("bob/foo:7b", "bob/foo:7b", "registry.ollama.ai/bob/foo:7b"),
        ("hf.co/a/b:Q4_K_M", "hf.co/a/b:Q4_K_M", "hf.co/a/b:Q4_K_M"),
        ("localhost:5000/ns/m:t", "localhost:5000/ns/m:t", "localhost:5000/ns/m:t"),
        ("http://h/ns/m", "h/ns/m:latest", "h/ns/m:latest"),
    ],
)
def test_a_name(text: str, shown: str, full: str) -> None:
    name = parse(text)
    assert name is not None
    assert (str(name), name.full) == (shown, full)


@pytest.mark.parametrize(
    "text",
    [
        "localhost:5000/m",
        "x.y/m",
        "a/b/c/d",
        "a:",
        ":t",
        "/a",
        "a/",
        "a//b",
        "a:b:c",
        "a b",
        "a@b",
        "-a",
        "é",
        "",
        "a" * 81,
    ],
)
def test_no_name(text: str) -> None:
    assert parse(text) is None


def test_case_does_not_tell_names_apart() -> None:
    upper, lower = parse("LLAMA3.2:Latest"), parse("llama3.2")
    assert upper is not None
    assert lower is not None
    assert upper.key == lower.key
    assert str(upper) == "LLAMA3.2:Latest"


@given(st.text(alphabet="aZ0_-.:/ ", max_size=20))
def test_a_shown_name_is_the_same_name(text: str) -> None:
    name = parse(text)
    if name is not None:
        assert parse(str(name)) == name
