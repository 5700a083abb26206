"""The manual: complete, true, and found by what people paste."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import agwctl
from agwctl.diagnostics.diagnostic import Diagnostic
from agwctl.doctor.checks import CHECKS, check
from agwctl.explain.manual import data, find, nearest_names, own_codes, pages
from agwctl.lint.check import Checker
from agwctl.lint.registry import RULES, rule
from agwctl.llm.error_body import CODES

TEXTS = yaml.safe_load((Path(__file__).parent / "texts.yaml").read_text("utf-8"))
WRITTEN = data("codes")
ERRORS = {code.id for code in own_codes()} - {"AGW020"}
SHOWN = [identity for identity, page in WRITTEN.items() if "example" in page]
SECTION_E = {f"E{number:02}" for number in range(1, 24)}


def test_every_code_has_a_page_and_every_page_a_code():
    """A new code needs its lines in explain/codes.toml."""
    assert WRITTEN.keys() == {code.id for code in own_codes()}


def test_every_rule_has_a_page():
    assert {page.id for page in pages().values() if page.kind == "rule"} == RULES.keys()


def test_every_failure_that_is_named_has_a_page():
    named = {identity for code in RULES for identity in rule(code).IDS}
    assert named | SECTION_E <= pages().keys()


def test_every_code_that_the_gateway_answers_has_a_page():
    """Wherever an error is made, its code is one of the table's: what looks like one and is none has no page."""
    package = Path(agwctl.__file__).parent
    used = {word for part in ("llm", "proxy") for path in (package / part).rglob("*.py") for word in given_codes(path)}
    assert len(used) > 8
    assert used <= CODES.keys()
    assert CODES.keys() <= pages().keys()


def given_codes(path: Path) -> Iterator[str]:
    """The texts that are given as `code=…`, as the second argument of an LlmError, or assigned to `code`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        values: list[ast.expr] = []
        if isinstance(node, ast.Call):
            values = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
            values += node.args[1:2] if isinstance(node.func, ast.Name) and node.func.id == "LlmError" else []
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "code":
            values = [node.value]
        for value in values:
            for part in ast.walk(value):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and "_" in part.value:
                    yield part.value


def test_what_is_pointed_to_exists():
    pointed = {identity for error in data("errors")["error"] for identity in error["to"]}
    pointed |= {identity for code in CODES.values() for identity in code.entries}
    pointed |= {identity for page in pages().values() for identity in page.see}
    assert pointed <= pages().keys()


def told(text: str, page: dict[str, Any], folder: Path) -> list[Diagnostic]:
    for name, content in page.get("files", {}).items():
        (folder / name).write_text(content, encoding="utf-8")
    return list(Checker(page.get("environment", {})).text(text, "gw.yaml").diagnostics)


@pytest.mark.parametrize("identity", SHOWN)
def test_an_example_has_its_mistake_and_no_other(identity, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = told(WRITTEN[identity]["example"], WRITTEN[identity], tmp_path)
    assert [each.code.id for each in found if each.code.id in (identity, *ERRORS)] == [identity]


@pytest.mark.parametrize("identity", SHOWN)
def test_what_is_to_be_used_instead_is_good(identity, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = {key: value for key, value in WRITTEN[identity].items() if key != "environment"}
    found = told(page["instead"], page, tmp_path)
    assert not [each for each in found if each.code.id in ERRORS or each.code.id == identity]


@pytest.mark.parametrize("entry", TEXTS, ids=lambda entry: entry["text"][:40])
def test_pasted_text(entry):
    found = find(entry["text"])
    identities = [page.id for page in found.pages]
    assert not found.exact
    assert identities[0] == entry["to"][0]
    assert set(entry["to"]) <= set(identities)


@pytest.mark.parametrize("pattern", [error["match"] for error in data("errors")["error"]])
def test_patterns_are_no_trap(pattern):
    """None matches what says nothing, nor takes long to find that out."""
    for text in ("", "hello", "an error occurred", "x" * 20000):
        assert not re.search(pattern, text, re.IGNORECASE)


@pytest.mark.parametrize("what", ["AGW001", "agw001", "unknown-key", "E19", "e19", "upstream_refused", "short-timeout"])
def test_names_are_found_in_any_case(what):
    found = find(what)
    assert found.exact
    assert what.lower() in {name.lower() for name in (found.pages[0].id, found.pages[0].name) if name}


def test_several_names_are_several_pages():
    assert [page.id for page in find("AGW001, E19 AGW001").pages] == ["AGW001", "E19"]


def test_a_failure_names_the_rules_and_checks_that_find_it():
    rules = {code for code in RULES if "E14" in rule(code).IDS}
    checks = {id for id in CHECKS if "E14" in check(id).META.ids}
    assert rules and checks
    assert rules | checks == {*pages()["E14"].see}


def test_every_check_of_the_doctor_has_a_page():
    assert {page.id for page in pages().values() if page.kind == "check"} == {*CHECKS}
    assert find("ollama-listening").pages[0].body.startswith("Something listens where Ollama is to be.")


def test_what_nobody_knows():
    assert find("the cat sat on the mat").pages == ()
    assert nearest_names("shrt-timeout")[0] == "short-timeout"
    assert nearest_names("zzzzzzz") == []
