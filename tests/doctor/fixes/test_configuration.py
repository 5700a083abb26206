"""A line of a file."""

from __future__ import annotations

import pytest

from agwctl.doctor.fixes.configuration import write


@pytest.mark.parametrize(
    ("where", "title"),
    [
        ("gw.yaml:7:18", "in gw.yaml:7 write `a: b`"),
        ("gw.yaml:7", "in gw.yaml:7 write `a: b`"),
        ("C:\\gw.yaml:7:18", "in C:\\gw.yaml:7 write `a: b`"),
    ],
)
def test_the_place_and_the_line(where, title):
    fix = write(where, "a: b")
    assert (fix.title, fix.commands) == (title, ())
