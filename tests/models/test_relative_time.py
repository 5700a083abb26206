"""How long ago, in `ollama`'s words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.models.relative_time import relative
from agwctl.ollama.replies import NEVER
from tests.models.vectors import vectors

NOW = 1_795_608_000 * 10**9


@pytest.mark.parametrize("seconds, text", vectors("relative"))
def test_vectors(seconds, text) -> None:
    assert relative(NOW - round(seconds * 10**9), NOW) == text


def test_the_zero_time_is_the_callers_word() -> None:
    assert relative(NEVER, NOW) == "Never"
    assert relative(NEVER, NOW, "-") == "-"


@given(st.integers(-(2**62), 2**62))
def test_words_that_cannot_occur(passed) -> None:
    text = relative(NOW - passed, NOW)
    assert not text.startswith(("1 days", "1 weeks", "1 months", "1 minutes", "1 hours", "0 "))
    assert text == "Forever" or text.endswith((" ago", " from now"))
