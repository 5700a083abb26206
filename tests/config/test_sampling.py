"""Shares of requests that are traced."""

from __future__ import annotations

import pytest

from agwctl.config.load import load_text
from agwctl.config.sampling import sampling


@pytest.mark.parametrize("text", ["0.1", "1", "true", "false", 'request.headers["x-debug"] == "1"', "random() < 0.5"])
def test_a_share(text):
    assert sampling(text) == text


def test_no_share():
    with pytest.raises(ValueError, match="parse: ERROR"):
        sampling("a ==")


@pytest.mark.parametrize("value", ["0.1", "1", "true", "'0.1'", "'has(jwt)'"])
def test_numbers_and_flags_are_taken_as_they_are(value):
    loaded = load_text(f"frontendPolicies: {{tracing: {{host: 'h:1', randomSampling: {value}}}}}", environ={})
    assert loaded.errors == []


@pytest.mark.parametrize("value", ["[]", "{}"])
def test_anything_else_is_refused(value):
    loaded = load_text(f"frontendPolicies: {{tracing: {{host: 'h:1', randomSampling: {value}}}}}", environ={})
    assert [found.code.name for found in loaded.errors] == ["wrong-type"]
