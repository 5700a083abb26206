"""Comments that ignore what is found."""

from __future__ import annotations

import pytest

from agwctl.lint.check import Checker
from agwctl.lint.fix import fixed
from agwctl.lint.selection import Selection


def found(text: str, *select: str) -> list[str]:
    checker = Checker({}, Selection(select or ("AGW502", "AGW790")).codes())
    report = checker.text(text, "gw.yaml")
    return [
        f"{each.span.start.line}:{each.span.start.column} {each.code.id} {each.message}" for each in report.diagnostics
    ]


LLM = "llm:{}\n{}  models: [{{name: '*', provider: ollama}}]\n"
OPEN = "1:1 AGW502 anybody who reaches port 4000 may use the models"


def test_without_a_comment():
    assert found(LLM.format("", "")) == [OPEN]


@pytest.mark.parametrize("word", ["AGW502", "open-port", "AGW5", "agw502", "AGW501, AGW502", "ALL"])
def test_a_comment_on_the_line(word):
    assert found(LLM.format(f"  # agwctl: ignore[{word}] only on my machine", ""), "AGW502") == []


def test_failure_modes_are_words():
    route = "gateways: [a]\n  backends:\n  - ai: {name: a, provider: {openAI: {model: x}}} # agwctl: ignore[E20]\n"
    text = f"gateways: {{a: {{port: 1}}}}\nroutes:\n- {route}"
    bare = text.replace("# agwctl: ignore[E20]", "")
    assert len(found(bare, "AGW401")) == 1
    assert found(text, "AGW401") == []


def test_a_comment_above():
    assert found("# agwctl: ignore[AGW502]\n# and more words\n" + LLM.format("", "")) == []
    assert len(found("# agwctl: ignore[AGW502]\n\n" + LLM.format("", ""))) == 2


def test_a_comment_for_the_file():
    assert found(LLM.format("", "") + "# agwctl: ignore-file[AGW502]\n") == []


def test_a_comment_behind_a_key_is_about_what_the_key_opens():
    text = "binds:\n-  # agwctl: ignore[AGW014]\n  port: 1\n  listeners: []\n"
    assert found(text) == ["2:20 AGW790 nothing is found here that `AGW014` would ignore"] or found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        LLM.format("", "  # a: 'agwctl: ignore[AGW502]\n"),
        "llm: {models: [{name: '# agwctl: ignore-file[AGW502]', provider: ollama}]}\n",
        "llm:\n  models:\n  - name: |-\n      # agwctl: ignore-file[AGW502]\n    provider: ollama\n",
        'llm: {models: [{name: "a\n # agwctl: ignore-file[AGW502]", provider: ollama}]}\n',
        LLM.format("#agwctl: ignore[AGW502]", ""),
    ],
)
def test_what_is_no_comment_ignores_nothing(text):
    assert not any("AGW790" in line for line in found(text))
    assert any("AGW502" in line for line in found(text)) or ":#" in text.replace("llm:#", ":#")


def test_comments_that_ignore_nothing():
    assert found("{}  # agwctl: ignore[AGW502,AGW503] why\n", "AGW502", "AGW503", "AGW790") == [
        "1:22 AGW790 nothing is found here that `AGW502` would ignore",
        "1:29 AGW790 nothing is found here that `AGW503` would ignore",
    ]


def test_a_comment_about_a_rule_that_did_not_run_may_be_of_use():
    assert found("{}  # agwctl: ignore[AGW501]\n") == []
    assert found("{}  # agwctl: ignore[AGW501]\n", "AGW501") == []


def test_unknown_and_missing_words():
    assert found("{}  # agwctl: ignore[open-prot]\n") == ["1:22 AGW790 there is no rule `open-prot`"]
    assert found("{}  # agwctl: ignore\n") == ["1:5 AGW790 this comment ignores nothing: it names no rule"]


def test_what_the_release_refuses_stays():
    assert [line.partition(" ")[2][:6] for line in found("bogus: 1  # agwctl: ignore[AGW001]\n")] == ["AGW001"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{}  # agwctl: ignore[AGW502] why\n", "{}\n"),
        ("{}\n# agwctl: ignore[AGW502]\n# more\n", "{}\n# more\n"),
        ("{}\n  # agwctl: ignore-file[AGW502]", "{}\n"),
        ("{}  # agwctl: ignore[nothing]\n", "{}  # agwctl: ignore[nothing]\n"),
    ],
)
def test_what_ignores_nothing_can_be_taken_out(before, after):
    checker = Checker({}, Selection(("AGW502", "AGW790")).codes())
    assert fixed(before, lambda text: checker.text(text, "gw.yaml").diagnostics).text == after
