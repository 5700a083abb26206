"""Pages as text, JSON and Markdown."""

from __future__ import annotations

import json

from agwctl.explain.page import Page
from agwctl.explain.rendering import LIKELY, as_json, as_text, candidates, listing, rule_table

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
    table = rule_table([FAILURE, RULE], frozenset({"AGW999"}))
    assert table.splitlines()[2:] == ["| AGW999 | odd-thing | warning | yes | something odd |"]
