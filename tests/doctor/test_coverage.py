"""Every failure of the catalogue has somebody who finds it, or a reason why nobody does; the page says the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.doctor.coverage import PAGE, SECTIONS, coverage, page, reasons, titles

SEEDS = (
    "A01", "A02", "A03", "A06", "A10", "A11", "A13", "A20", "A27", "A28", "A32", "A35", "A37",
    "B01", "B02", "B03", "B07", "B08", "C01", "C03", "C07", "C08", "C10", "C11", "C17", "C18",
    "D01", "D02", "D03", "D07", "E01", "E04", "E07", "E08", "E09", "E19", "E20",
)  # fmt: skip
"""What the guides themselves speak of, Kubernetes left out: a check or a rule has to find it."""


def test_the_page_is_what_the_checks_and_rules_say(golden: Callable[[Path, str], None]):
    golden(PAGE, page())


def test_there_are_as_many_as_the_catalogue_has():
    assert len(titles()) == 142


@pytest.mark.parametrize("id", titles())
def test_each_failure_has_somebody_or_a_reason(id):
    found = coverage()[id]
    assert found.checks or found.rules or found.manifest_rules or found.otherwise


@pytest.mark.parametrize("id", SEEDS)
def test_what_the_guides_speak_of_is_found(id):
    assert coverage()[id].checks or coverage()[id].rules


def test_the_reasons_are_of_known_failures():
    assert reasons().keys() <= titles().keys() | SECTIONS.keys()
