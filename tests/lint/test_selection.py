"""Which codes count."""

from __future__ import annotations

import pytest

from agwctl.diagnostics import codes
from agwctl.lint.rules import RULES, rule
from agwctl.lint.selection import Selection, UnknownSelector, always_told, matching


def test_words():
    assert matching("AGW501") == matching("agw501") == matching("plain-credential") == {"AGW501"}
    assert matching("AGW5") == {code for code in RULES if code.startswith("AGW5")}
    assert matching("E20") >= {"AGW401"}
    assert all("E20" in rule(code).IDS for code in matching("E20"))
    assert matching("ALL") > set(RULES)
    assert codes.NOT_SERVED.id in matching("not-served")


@pytest.mark.parametrize(
    ("word", "nearest"), [("AGW999", None), ("plain-credentials", "plain-credential"), ("Z99", None)]
)
def test_words_that_select_nothing(word, nearest):
    with pytest.raises(UnknownSelector) as caught:
        matching(word)
    assert (caught.value.word, caught.value.nearest) == (word, nearest)


def test_the_more_exact_word_wins():
    everything = Selection().codes()
    assert everything == matching("ALL")
    assert Selection(ignore=("AGW5",)).codes() == everything - matching("AGW5")
    assert "AGW501" in Selection(("ALL", "AGW501"), ("AGW5",)).codes()
    assert "AGW502" not in Selection(("ALL", "AGW501"), ("AGW5",)).codes()
    assert Selection(("AGW501",)).codes() == {"AGW501"}
    assert Selection(("AGW5",), ("plain-credential",)).codes() == matching("AGW5") - {"AGW501"}
    assert Selection(("AGW501",), ("AGW501",)).codes() == frozenset()


def test_what_the_release_refuses_is_always_told():
    assert always_told(codes.UNKNOWN_KEY)
    assert not always_told(codes.NOT_SERVED)
    assert not always_told(rule("AGW501").META)
