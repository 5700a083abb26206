"""Every failure mode of the specification has its page, and no other has."""

from __future__ import annotations

import re

import pytest

from agwctl.explain.manual import data

pytestmark = pytest.mark.reference


def test_the_ids(shared):
    text = (shared / "spec" / "failure-modes.md").read_text("utf-8")
    assert data("failures").keys() == set(re.findall(r"^\*\*([A-G]\d\d) ", text, re.MULTILINE))
