"""Whatever becomes of a manifest: no rule breaks, and what a fix leaves can still be read."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from agwctl.lint.check import Checker
from agwctl.lint.fix import fixed
from agwctl.lint.own_codes import RULE_CRASHED
from agwctl.source.reader import read

TEXTS = [path.read_text("utf-8") for path in sorted((Path(__file__).parent / "rules").glob("*/*/*.yaml"))]
CHECKER = Checker({})


@st.composite
def changed(draw: st.DrawFn) -> str:
    lines = draw(st.sampled_from(TEXTS)).split("\n")
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["without", "twice", "shorter", "other", "deeper"])):
            case "without" if len(lines) > 1:
                del lines[at]
            case "twice":
                lines.insert(at, draw(st.sampled_from(lines)))
            case "shorter":
                lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
            case "other":
                old, new = draw(st.sampled_from("{}[]:/")), draw(st.sampled_from(["", " ", "null", "1", "[]", "{}"]))
                lines[at] = lines[at].replace(old, new, 1)
            case _:
                lines[at] = f"  {lines[at]}"
    return "\n".join(lines)


@given(changed())
def test_any_change(text):
    found = CHECKER.text(text, "k8s.yaml").diagnostics
    assert [each.message for each in found if each.code is RULE_CRASHED] == []
    result = fixed(text, lambda each: CHECKER.text(each, "k8s.yaml").diagnostics)
    if read(text).problem is None:
        reading = read(result.text)
        assert reading.problem is None
        assert len(reading.documents) == len(read(text).documents)
