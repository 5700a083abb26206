"""Why pulls fail, by the texts of servers."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from agwctl.models.pull_failure import explain_pull

CASES = yaml.safe_load((Path(__file__).parent / "pull_failures.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.get('name', '')} {case['text'][:60]}")
def test_causes_and_fixes(case):
    explained = explain_pull(case["text"], case.get("name", "llama3.2"))
    assert explained is not None
    assert case["cause"] in explained.cause
    assert case["hint"] in explained.hint


def test_the_server_is_named():
    explained = explain_pull("pull model manifest: 412: ", "x", "http://box:11434 (0.13.0)")
    assert explained is not None
    assert explained.cause == "the model is made for a newer Ollama than http://box:11434 (0.13.0)"


def test_what_nobody_has_seen_yet():
    assert explain_pull("the moon is full", "llama3.2") is None


@given(st.text(), st.text())
def test_any_text_and_name(text, name):
    explained = explain_pull(f"pull model manifest: {text}", name)
    assert explained is None or (explained.cause and explained.hint)
