"""Every difference between the two behaviours is a value that the engine asks for, and the other way round."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from agwctl import compat
from agwctl.compat import DIFFERENCES, GUIDE, MODES, RELEASE, Compat

SOURCE = Path(compat.__file__).parent
FIELDS = [field for field in Compat._fields if field != "name"]


def test_the_modes_by_their_names() -> None:
    assert MODES == {"guide": GUIDE, "1.4": RELEASE}


@pytest.mark.parametrize("field", FIELDS)
def test_the_modes_differ_in_every_field(field: str) -> None:
    assert getattr(GUIDE, field) != getattr(RELEASE, field)


def test_fields_and_rows_belong_together() -> None:
    limits = {"request_body_limit": "body-limits", "response_body_limit": "body-limits"}
    assert {limits.get(field, field.replace("_", "-")) for field in FIELDS} == {row.id for row in DIFFERENCES}


def test_codes_are_used_once() -> None:
    codes = [row.code for row in DIFFERENCES]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("field", FIELDS)
def test_the_engine_asks_for_every_field(field: str) -> None:
    asked = [path for path in SOURCE.rglob("*.py") if re.search(rf"compat\.{field}\b", path.read_text("utf-8"))]
    assert asked


def test_nothing_asks_for_the_mode_itself() -> None:
    """Whoever compared names would hide a difference from the table."""
    for path in SOURCE.rglob("*.py"):
        if path.name != "compat.py":
            assert not re.search(r"compat\.name|is (GUIDE|RELEASE)\b|== (GUIDE|RELEASE)\b", path.read_text("utf-8")), (
                path
            )
