"""The values that nodes stand for."""

from __future__ import annotations

from agwctl.source.plain import plain
from agwctl.source.reader import read


def test_values():
    text = "a: [1, '1', 1.5, on, 0o17, null, {}]\nb: {c: true, c: false}\nd: &x [y]\ne: *x\n"
    assert plain(read(text).documents[0]) == {
        "a": [1, "1", 1.5, "on", 15, None, {}],
        "b": {"c": False},
        "d": ["y"],
        "e": ["y"],
    }
