"""The lines that a fix leaves."""

from __future__ import annotations

import pytest

from agwctl.diagnostics.diagnostic import LocatedEdit, LocatedFix
from agwctl.diagnostics.fixed_text import fixed_lines
from agwctl.source.node import Scalar, Source

TEXT = "aa: 1\nbb: 2\ncc: 3\nkey: sk-1\nee: 5"


@pytest.mark.parametrize(
    ("edits", "lines"),
    [
        ([("bb", "BB")], [(2, "BB: 2")]),
        ([("bb", "BB"), ("2", "two")], [(2, "BB: two")]),
        ([("ee", "EE"), ("aa", "AA")], [(1, "AA: 1"), (5, "EE: 5")]),
        ([("bb: 2\ncc: 3", "dd: 4")], [(2, "dd: 4")]),
        ([("bb: 2\ncc", "CC"), ("3", "three")], [(2, "CC: three")]),
        ([("bb: 2\n", "")], [(2, "cc: 3")]),
        ([("bb: 2", "")], []),
        ([("bb: 2", "bb:\n  x: 2")], [(2, "bb:"), (3, "  x: 2")]),
        ([("key", "token")], [(4, "token: ****")]),
        ([("ee: 5", "key: sk-1")], [(5, "key: ****")]),
    ],
)
def test_lines(edits, lines):
    source = Source("gw.yaml", TEXT)
    source.hide(Scalar("", True, TEXT.index("sk-1"), TEXT.index("sk-1") + 4))
    located = []
    for old, new in edits:
        start = TEXT.index(old)
        located.append(LocatedEdit(source.between(start, start + len(old)), new))
    assert fixed_lines(source, LocatedFix("", True, tuple(located))) == lines
