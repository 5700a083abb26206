"""The table of differences is whole: each row has a value in both modes, a code and tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from agwctl.compat import DIFFERENCES, GUIDE, MODES, RELEASE, Compat, Difference

HERE = Path(__file__).parent
FIELDS = {
    "body-limits": ["request_body_limit", "response_body_limit"],
}
"""Rows that are not one field of the same name."""


@pytest.mark.parametrize("row", DIFFERENCES, ids=lambda row: row.id)
def test_a_row(row: Difference) -> None:
    for field in FIELDS.get(row.id, [row.id.replace("-", "_")]):
        assert getattr(GUIDE, field) != getattr(RELEASE, field)
    assert re.fullmatch(r"AGW4\d\d", row.code)
    assert row.guide != row.release
    assert (HERE / "guide" / f"test_{row.id.replace('-', '_')}.py").exists()


def test_nothing_else_differs() -> None:
    rows = {field for row in DIFFERENCES for field in FIELDS.get(row.id, [row.id.replace("-", "_")])}
    assert rows | {"name"} == set(Compat._fields)
    assert len({row.code for row in DIFFERENCES}) == len({row.id for row in DIFFERENCES}) == len(DIFFERENCES)
    assert MODES == {"guide": GUIDE, "1.4": RELEASE}


def test_the_engine_asks_for_values_and_never_for_the_mode() -> None:
    for path in (HERE.parent / "agwctl" / "proxy").rglob("*.py"):
        assert not re.search(r"compat\.name|compat (?:==|is|!=)|\b(?:GUIDE|RELEASE)\b", path.read_text("utf-8"))
