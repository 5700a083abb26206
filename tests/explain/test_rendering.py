"""Pages as text, JSON and Markdown."""

from __future__ import annotations

import json
import re
from pathlib import Path

from agwctl.compat import MODES
from agwctl.explain.manual import pages
from agwctl.explain.page import Page
from agwctl.explain.rendering import LIKELY, as_json, as_text, candidates, listing, rule_table
from agwctl.lint.check import Checker

TESTS = Path(__file__).parent.parent
README, CASES = TESTS.parent / "README.md", TESTS / "lint"

RULE = Page("AGW999", "odd-thing", "rule", "warning", "something odd", "Something odd.\n\nWhy: it is.", ("E99",))
FAILURE = Page("E99", None, "failure", None, "It is odd", "It is odd.\n\nHow to tell: look.\n\nWhat to do: mend.")


def test_a_page_names_its_neighbours():
    assert as_text(RULE, [RULE, FAILURE]).splitlines()[-1] == "    E99  It is odd"
    assert as_text(RULE, [RULE]).endswith("Why: it is.")


def test_candidates_are_numbered_and_the_later_ones_short():
    text = candidates([FAILURE, RULE, *[FAILURE._replace(id=f"E{number}") for number in range(LIKELY)]])
    assert text.startswith("1. E99: It is odd.\nHow to tell: look.\nWhat to do: mend.\n\n2. AGW999 odd-thing (warning)")
    assert text.splitlines()[-3:-1] == ["", f"    E{LIKELY - 2}  It is odd"]


def test_the_list_is_by_kind():
    text = listing([FAILURE, RULE])
    assert "  AGW999  odd-thing  warning  something odd" in text.splitlines()
    assert "  E99  It is odd" in text.splitlines()


def test_json():
    document = json.loads(as_json([RULE], "odd"))
    assert list(document) == ["schemaVersion", "query", "pages", "nearest"]
    assert document["pages"][0] == RULE._asdict() | {"see": ["E99"]}
    assert "body" not in json.loads(as_json([RULE]))["pages"][0]


def test_the_table_has_rules_only():
    table = rule_table([FAILURE, RULE], {"AGW999": True})
    assert table.splitlines()[2:] == ["| AGW999 | odd-thing | warning | `--fix` | something odd |"]
    assert "| shown |" in rule_table([RULE], {"AGW999": False})


def fixes() -> dict[str, bool]:
    """The rules that offer a fix for one of their cases, and whether it is a safe one."""
    found: dict[str, bool] = {}
    for path in sorted(CASES.rglob("rules/*/err/*.yaml")):
        text = path.read_text(encoding="utf-8")
        mode = re.search(r"^# compat: (\S+)$", text, re.MULTILINE)
        for each in (
            Checker({"NAME": "value", "HOME": "/home"}, compat=MODES[mode[1] if mode else "guide"])
            .text(text, path.name)
            .diagnostics
        ):
            if each.fix is not None:
                found[each.code.id] = found.get(each.code.id, False) or each.fix.safe
    return found


def test_the_readme_shows_the_rules(request):
    """pytest --update-golden writes the table between its two marks."""
    text = README.read_text(encoding="utf-8")
    before, begin, rest = text.partition("<!-- rules: begin -->\n")
    shown, end, after = rest.partition("<!-- rules: end -->\n")
    assert begin and end
    table = f"\n{rule_table(pages().values(), fixes())}\n\n"
    if request.config.getoption("--update-golden"):
        README.write_text("".join([before, begin, table, end, after]), encoding="utf-8")
    assert shown == table or request.config.getoption("--update-golden"), "pytest --update-golden tests/explain"
