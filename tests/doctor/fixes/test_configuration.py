"""A line of a file."""

from __future__ import annotations

import pytest

from agwctl.doctor.fixes.configuration import replace, write


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


def test_a_value_whose_key_is_not_known():
    assert replace("gw.yaml:7:18", "a:1", "b:2").title == "in gw.yaml:7 put b:2 in place of a:1"
