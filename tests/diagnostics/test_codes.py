"""The table of codes."""

from __future__ import annotations

import re

from agwctl.compat import DIFFERENCES
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Code

TABLE = [value for value in vars(codes).values() if isinstance(value, Code)]


def test_numbers_and_names_are_unique():
    assert len(TABLE) > 30
    assert len({code.id for code in TABLE}) == len(TABLE)
    assert len({code.name for code in TABLE}) == len(TABLE)
    assert not {code.id for code in TABLE} & {difference.code for difference in DIFFERENCES}


def test_they_have_one_form():
    for code in TABLE:
        assert re.fullmatch(r"AGW[0-59][0-9]{2}", code.id)
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code.name)
        assert getattr(codes, code.name.replace("-", "_").upper()) is code
        assert code.title
