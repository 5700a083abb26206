"""What is said beside a syntax error, and what is not since it may only follow from it."""

from __future__ import annotations

import pytest

from agwctl.lint.check import Checker

GOOD = """\
binds:
- port: 3000
  listeners:
  - routes:
    - name: one
      backends:
      - ai:
          name: ollama
          hostOverride: localhost:11434
          provider:
            openAI:
              model: llama3.2
    - name: two
      hostnames: [two.example]
      backends:
      - host: localhost:80
"""


def told(text: str) -> list[str]:
    diagnostics = Checker({}).text(text, "gw.yaml").diagnostics
    return [f"{each.span.start.line} {each.code.name}" for each in diagnostics if each.severity.value != "info"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"model: llama3.2": "model: a: b"}, ["12 yaml-syntax"]),
        (
            {"3000": '"3000"', "model: llama3.2": "model: a: b", "localhost:80": "localhost", "name: two": "nme: two"},
            ["2 wrong-type", "12 yaml-syntax", "13 unknown-key", "16 bad-address"],
        ),
        ({"name: ollama": "name: *", "model: llama3.2": "model: `x`"}, ["8 yaml-syntax", "12 yaml-syntax"]),
        # The name and the host are on lost lines: nobody says that they are missing.
        ({"          name: ollama": "         name: ollama"}, ["9 yaml-syntax"]),
        ({"- host: localhost:80": "- host: {localhost:80"}, []),
        ({"- port: 3000": "- port: [3000", "- host:": "- hots:"}, ["3 yaml-syntax"]),
        ({"name: one": 'name: "one', "- port: 3000": '- port: "3000"'}, ["2 wrong-type"]),
        ({"          provider:": "\t\tprovider:", "- port: 3000": "- prt: 3000"}, ["2 unknown-key", "10 yaml-syntax"]),
    ],
)
def test_each_mistake_once(changes: dict[str, str], expected: list[str]) -> None:
    text = GOOD
    for good, bad in changes.items():
        assert text.count(good) >= 1
        text = text.replace(good, bad, 1)
    found = told(text)
    assert set(expected) <= set(found)
    assert [line for line in found if line not in expected and "yaml-syntax" not in line] == []
    assert sum("yaml-syntax" in line for line in found) >= 1
