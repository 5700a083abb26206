"""Text that stays on its line."""

from __future__ import annotations

from hypothesis import given

from agwctl.diagnostics.printable import printable
from tests.diagnostics.reports import ANY_TEXT


def test_control_characters_are_written_out():
    assert printable("a\nb\tc\x1b[2J\u2028é日") == "a\\nb\\tc\\u001b[2J\\u2028é日"
    assert printable("a\u202egnp\u2066") == "a\\u202egnp\\u2066"


@given(ANY_TEXT)
def test_any_text_stays_on_one_line_and_can_be_encoded(text):
    assert len(printable(text).splitlines()) <= 1
    printable(text).encode()
