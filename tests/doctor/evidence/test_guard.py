"""Ollama's refusals without a word."""

from __future__ import annotations

import pytest

from agwctl.doctor.evidence.guard import is_guards_own
from tests.doctor.healthy import answer


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (answer(403, "", ""), True),
        (answer(403, "Forbidden", "text/plain"), False),
        (answer(403, "", "text/html"), False),
        (answer(401, "", ""), False),
        (answer(), False),
    ],
)
def test_whose_it_is(got, expected):
    assert is_guards_own(got) is expected
