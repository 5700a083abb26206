"""The carried recordings are the reference's own."""

from __future__ import annotations

import pytest

from tests.conformance.recordings import FOLDER

pytestmark = pytest.mark.reference


def test_case_files_are_identical(shared):
    recorded = {path.name: path.read_bytes() for path in (shared / "data" / "probes").glob("*.yaml")}
    carried = {path.name: path.read_bytes() for path in FOLDER.glob("*.yaml")}
    assert recorded.keys() == carried.keys()
    assert [name for name in recorded if recorded[name] != carried[name]] == []
