from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.models.nearest import nearest, of_a_vendor
from tests.models.facts import listed


@pytest.mark.parametrize(
    ("wanted", "there", "likely"),
    [
        ("openai/llama3.2", "llama3.2:latest", [("llama3.2:latest", "without the prefix openai/")]),
        ("ollama_chat/bob/foo:7b", "bob/foo:7b", [("bob/foo:7b", "without the prefix ollama_chat/")]),
        ("ollama/qwen3:4b", "qwen3:8b", [("qwen3:8b", "another tag")]),
        ("qwen3", "qwen3:4b qwen3:8b mistral:latest", [("qwen3:4b", "another tag"), ("qwen3:8b", "another tag")]),
        ("gemma3:4b", "gemma3:latest", [("gemma3:latest", "another tag")]),
        ("foo", "bob/foo:latest", [("bob/foo:latest", "another namespace")]),
        ("bob/foo", "foo:latest", [("foo:latest", "another namespace")]),
        ("foo:1b", "hf.co/a/Foo:Q4_K_M", [("hf.co/a/Foo:Q4_K_M", "another namespace and tag")]),
        ("llama3.2-3b", "llama3.2:3b", [("llama3.2:3b", "spelt alike")]),
        ("gpt_oss:20b", "gpt-oss:20b mistral:latest", [("gpt-oss:20b", "spelt alike")]),
        ("mistrall", "mistral:latest nomic-embed-text:latest", [("mistral:latest", "spelt alike")]),
        ("qwen3:32b", "llama3.2:latest mistral:latest", []),
        ("x", "", []),
    ],
)  # fmt: skip
def test_the_likeliest(wanted, there, likely):
    assert list(nearest(wanted, [listed(name) for name in there.split()])) == likely


def test_an_equal_digest_comes_first():
    there = [listed("gemma3:4b", digest="a" * 64), listed("gemma3:latest", digest="b" * 64)]
    assert nearest("gemma3:1b", there, "b" * 64)[0] == ("gemma3:latest", "the same model (equal digest)")


def test_no_more_than_three():
    assert len(nearest("a:0b", [listed(f"a:{size}b") for size in range(1, 9)])) == 3


@given(st.text(max_size=30), st.lists(st.sampled_from(["llama3.2:latest", "bob/foo:7b", "hf.co/a/b:Q4", "x:1b"])))
def test_any_name_has_its_nearest_among_those_that_are_there(wanted, there):
    names = [near.name for near in nearest(wanted, [listed(name) for name in there])]
    assert set(names) <= set(there)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", ["gpt-3.5-turbo", "openai/gpt-4o", "claude-3-5-sonnet", "o3-mini", "gemini-2.0"])
def test_a_vendors_name(name):
    assert of_a_vendor(name)


@pytest.mark.parametrize("name", ["gpt-oss:20b", "llama3.2", "olmo2", "command-r", "o365"])
def test_no_vendors_name(name):
    assert not of_a_vendor(name)
