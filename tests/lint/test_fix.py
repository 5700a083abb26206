"""Safe fixes are made until nothing is left to do."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Diagnostic, LocatedEdit, LocatedFix
from agwctl.lint.check import Checker
from agwctl.lint.fix import MAX_ROUNDS, fixed
from agwctl.source.node import Source


def checks(*rules: tuple[str, str], safe: bool = True):
    """Each rule: a pattern, and what it becomes."""

    def check(text: str) -> list[Diagnostic]:
        source = Source("x", text)
        found = []
        for pattern, new in rules:
            for match in re.finditer(pattern, text):
                span = source.between(*match.span())
                fix = LocatedFix(f"write {new}", safe, (LocatedEdit(span, match.expand(new)),))
                found.append(Diagnostic(codes.UNKNOWN_KEY, pattern, None, source, 0, "", span, (), fix))
        if "[" in text:
            found.append(Diagnostic(codes.YAML_SYNTAX, "broken", None, source, 0, "", source.between(0, 1)))
        return found

    return check


def test_fixes_that_do_not_meet_are_made_together():
    result = fixed("abab", checks(("a", "x")))
    assert (result.text, len(result.cured), result.left) == ("xbxb", 2, [])


def test_fixes_that_meet_are_made_one_after_the_other():
    assert fixed("abc", checks(("ab", "xb"), ("bc", "by"))).text == "xby"


def test_a_fix_may_bring_the_next_one():
    assert fixed("a\r\n", checks(("a", "b"), ("b", "c"))).text == "c\r\n"


def test_what_is_not_safe_is_left():
    result = fixed("a", checks(("a", "b"), safe=False))
    assert (result.text, result.cured, len(result.left)) == ("a", [], 1)


def test_no_fix_breaks_a_text():
    result = fixed("abb", checks(("a", "["), ("b", "c")))
    assert (result.text, len(result.cured)) == ("acc", 2)


def test_a_wrong_guess_is_not_made():
    """The other fixes are, in the same run."""
    checker = Checker({}, frozenset())
    text = "binds:\n- port: 3000\n  prot: 3001\n  listners: []\n"
    result = fixed(text, lambda text: checker.text(text, "gw.yaml").diagnostics)
    assert result.text == text.replace("listners", "listeners")
    assert [each.code.id for each in result.left] == ["AGW001"]


def test_fixes_that_undo_one_another_end():
    result = fixed("a", checks(("a", "b"), ("b", "a")))
    assert len(result.cured) == MAX_ROUNDS


CASES = sorted(Path(__file__).parent.glob("rules/*/*/*.yaml")) + sorted(Path(__file__).parent.glob("mistakes/*.yaml"))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CASES), st.data())
def test_twice_is_once_whatever_was_cut_out(case, data):
    checker = Checker({"HOME": "/home/value"})
    text = case.read_text(encoding="utf-8")
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, min(len(text), begin + 20)))
    once = fixed(text[:begin] + text[end:], lambda text: checker.text(text, "gw.yaml").diagnostics)
    twice = fixed(once.text, lambda text: checker.text(text, "gw.yaml").diagnostics)
    assert (twice.text, twice.cured) == (once.text, [])
