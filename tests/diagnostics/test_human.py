"""What a reader of the terminal sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from agwctl.compat import RELEASE
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Diagnostic, LocatedEdit, LocatedFix, Related
from agwctl.diagnostics.human import render
from agwctl.diagnostics.report import FileReport, Report
from agwctl.lint.check import Checker
from agwctl.source.node import Scalar, Source

GOLDEN = Path(__file__).parent / "golden"


def diagnostic(text: str, marked: str, message: str = "a message", hint: str | None = None, pointer: str = "a.b"):
    source = Source("gw.yaml", text)
    start = text.index(marked)
    span = source.between(start, start + len(marked))
    return Diagnostic(codes.UNKNOWN_KEY, message, hint, source, 0, pointer, span)


def shown(*diagnostics: Diagnostic, colour: bool = False) -> str:
    return render(Report((FileReport("gw.yaml", "gateway", "checked", None, diagnostics),)), colour=colour)


def test_whole_reports(golden):
    text = "binds:\n- port: 3000\n  routs: []\n  listeners: []\n"
    first = diagnostic(text, "routs", "unknown field `routs`", "did you mean 'routes'?", "binds[0].routs")
    second = diagnostic(text, "port: 3000\n  routs: []\n  listeners: []", pointer="binds[0]")
    third = diagnostic(text, "listeners", pointer="")
    third = third._replace(related=(Related("given here first", "binds[0].routs", first.span),))
    golden(GOLDEN / "human.txt", shown(first, second, third) + "\n")


def marks(text: str, marked: str) -> tuple[str, str]:
    """The excerpt and the line under it."""
    lines = shown(diagnostic(text, marked)).splitlines()
    return lines[2].removeprefix("1 | "), lines[3].removeprefix("  | ")


@pytest.mark.parametrize(
    ("text", "marked"),
    [("a: bad", "bad"), ("\ta:\tbad", "bad"), ("a: 日本 bad", "bad"), ("a: é́ bad", "bad"), ("日本: x", "日本")],
)
def test_the_carets_stand_under_the_words(text, marked):
    excerpt, under = marks(text, marked)
    columns = [2 if char in "日本" else 0 if char == "\u0301" else 1 for char in excerpt]
    start = excerpt.index(marked)
    assert under == " " * sum(columns[:start]) + "^" * sum(columns[start : start + len(marked)])


def test_a_long_line_is_shown_around_the_place():
    text = "{" + ", ".join(f"key{n}: value{n}" for n in range(100)) + "}"
    for marked in ("key0:", "value50,", "value99"):
        excerpt, under = marks(text, marked)
        assert len(excerpt) <= 100
        assert excerpt[under.index("^") : len(under)] == marked


def test_an_empty_place_has_one_caret():
    source = Source("gw.yaml", "a:\n")
    found = Diagnostic(codes.MISSING_KEY, "m", None, source, 0, "a", source.between(2, 2))
    assert shown(found).splitlines()[3] == "  |   ^"


def test_a_place_behind_the_text_has_no_excerpt():
    source = Source("gw.yaml", "a: [\n")
    found = Diagnostic(codes.YAML_SYNTAX, "m", None, source, 0, "", source.between(5, 6))
    assert shown(found).splitlines() == ["gw.yaml:2:1: error: m [AGW016 yaml-syntax]"]


def test_what_is_about_the_whole_file_has_no_excerpt():
    source = Source("gw.yaml", "a: b\n")
    found = Diagnostic(codes.BAD_ENVIRONMENT, "m", None, source, 0, "", source.between(0, 0))
    assert shown(found).splitlines() == ["gw.yaml:1:1: error: m [AGW019 bad-environment]"]


def test_nothing_of_the_file_moves_the_cursor():
    found = diagnostic("a: \x1b[2J\u2028bad", "bad", "message \x1b[2J\n\rmore", "hint\x07", "a\x1b")
    told = shown(found)
    assert "\x1b" not in told
    assert "\x07" not in told
    assert "\r" not in told
    assert "\u2028" not in told
    assert len(told.splitlines()) == 6


def test_secrets_are_not_shown():
    found = diagnostic("{key: sk-1234, bad: x}", "bad")
    found.source.hide(Scalar("", True, 6, 13))
    assert "sk-1234" not in shown(found)
    assert "{key: *******, bad: x}" in shown(found)


def test_colour_is_only_there_when_it_is_asked_for():
    found = diagnostic("a: bad", "bad")
    assert "\x1b" not in shown(found)
    coloured = shown(found, colour=True)
    assert "\x1b[1;31merror:\x1b[0m" in coloured
    assert "\x1b[1;31m^^^\x1b[0m" in coloured


def test_a_fix_is_shown_as_lines_to_paste(golden):
    text = "a: 1\nmodle: x\nold:\n  key: sk-1234\nlast: 2"
    renamed = diagnostic(text, "modle", hint="did you mean 'model'?", pointer="modle")
    renamed = renamed._replace(fix=LocatedFix("rename to 'model'", True, (LocatedEdit(renamed.span, "model"),)))
    moved = diagnostic(text, "old", pointer="old")
    moved.source.hide(Scalar("", True, text.index("sk-"), text.index("\nlast")))
    edits = (
        LocatedEdit(moved.source.between(text.index("old"), text.index("last")), ""),
        LocatedEdit(moved.source.between(len(text), len(text)), "\nnew:\n  key: sk-1234"),
    )
    moved = moved._replace(fix=LocatedFix("move it to the end", False, edits))
    golden(GOLDEN / "human-fixes.txt", shown(renamed, moved) + "\n")


def test_a_long_fix_is_cut_off():
    found = diagnostic("a: bad", "bad")
    text = "\n".join(["x" * 500, *map(str, range(20))])
    lines = shown(found._replace(fix=LocatedFix("t", True, (LocatedEdit(found.span, text),)))).splitlines()[5:]
    assert len(lines) == 10
    assert lines[-1] == "  | …"
    assert max(map(len, lines)) < 210


def test_nothing_is_nothing():
    assert shown() == ""


def test_what_only_another_mode_does_is_one_line():
    """Six places at which nothing is wrong would hide the one at which something is."""
    text = (
        "binds:\n- port: 3000\n  listeners:\n  - routes:\n    - backends:\n"
        "      - ai: {name: o, hostOverride: 'localhost:11434', provider: {openAI: {model: m}}}\n"
    )
    told = render(Report((Checker({}).text(text, "gw.yaml"),)))
    (line,) = [line for line in told.splitlines() if "does otherwise here" in line]
    assert line.startswith("gw.yaml: info: agentgateway 1.4 does otherwise here: ")
    assert "token-cap" in line and "request-model-wins" in line
    assert "AGW401" not in told
    released = render(Report((Checker({}, compat=RELEASE).text(text, "gw.yaml"),)))
    assert "warning" in released and "AGW401 request-model-wins" in released and "AGW406 token-cap" in released
