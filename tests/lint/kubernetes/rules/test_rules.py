"""Every rule for manifests: its place in the list, its manual page, and its cases.

A case is a file in `<rule>/ok` or `<rule>/err`. An `err` file begins with comments `# expect: LINE:COLUMN POINTER`, one
for each finding of this rule. Nothing else may be an error.
"""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest

import agwctl.lint.kubernetes.rules
from agwctl.diagnostics.diagnostic import Code, Diagnostic, Severity
from agwctl.lint.check import Checker
from agwctl.lint.fix import fixed
from agwctl.lint.kubernetes.rules import RULES, rule
from agwctl.lint.own_codes import RULE_CRASHED, RULE_SKIPPED

HERE = Path(__file__).parent
MODULES = Path(agwctl.lint.kubernetes.rules.__file__).parent
CASES = sorted(path.relative_to(HERE).as_posix() for path in HERE.glob("*/*/*.yaml"))
PARTS = ("What it does:", "Why:", "Example:", "Use instead:")
BY_MODULE = {module: code for code, module in RULES.items()}


def check(text: str) -> tuple[Diagnostic, ...]:
    report = Checker({}).text(text, "k8s.yaml")
    assert (report.kind, report.status) == ("kubernetes", "checked")
    return report.diagnostics


@pytest.mark.parametrize("case", CASES)
def test_case(case):
    slug, kind, _ = case.split("/")
    text = (HERE / case).read_text(encoding="utf-8")
    expected = re.findall(r"^# expect: (.*)$", text, re.MULTILINE)
    assert bool(expected) == (kind == "err"), "err files say what they expect, ok files expect nothing"
    found = check(text)
    own = [each for each in found if each.code.id == BY_MODULE[slug]]
    assert [f"{each.span.start.line}:{each.span.start.column} {each.pointer}" for each in own] == expected
    others = [each for each in found if each not in own]
    assert [each.message for each in others if each.severity is Severity.ERROR] == []
    assert [each.message for each in others if each.code in (RULE_CRASHED, RULE_SKIPPED)] == []


@pytest.mark.parametrize("case", [case for case in CASES if "/err/" in case])
def test_a_fix_cures_and_brings_nothing_new(case):
    """Also one that is not safe: somebody who takes it must get rid of the finding."""
    code = BY_MODULE[case.partition("/")[0]]
    text = (HERE / case).read_text(encoding="utf-8")

    def own(changed: str) -> list[Diagnostic]:
        found = [each for each in check(changed) if each.code.id == code]
        return [each._replace(fix=each.fix and each.fix._replace(safe=True)) for each in found]

    fixable = [each for each in own(text) if each.fix is not None]
    result = fixed(text, own)
    assert len(result.left) == len(own(text)) - len(fixable)
    assert len(check(result.text)) == len(check(text)) - len(fixable)
    assert fixed(result.text, own).text == result.text


def test_files_and_list_agree():
    files = sorted(path.stem for path in MODULES.glob("*.py") if path.stem != "__init__")
    assert sorted(RULES.values()) == files
    assert list(RULES) == sorted(RULES)
    assert sorted(path.name for path in HERE.iterdir() if path.is_dir() and path.name[0] != "_") == files


@pytest.mark.parametrize("code", RULES)
def test_a_rule_is_complete(code):
    module, slug = rule(code), RULES[code]
    assert isinstance(module.META, Code)
    assert (module.META.id, module.META.name) == (code, slug.replace("_", "-"))
    assert re.fullmatch(r"AGW8[0-9]{2}", code)
    assert all(re.fullmatch(r"[A-Z][0-9]{2}", each) for each in module.IDS)
    assert inspect.isgeneratorfunction(module.check)
    for kind in ("ok", "err"):
        assert list((HERE / slug / kind).glob("*.yaml")), f"{slug} has no {kind} case"


@pytest.mark.parametrize("code", RULES)
def test_a_manual_page_shows_the_mistake_and_what_is_right(code):
    page = ast.get_docstring(ast.parse((MODULES / f"{RULES[code]}.py").read_text(encoding="utf-8"))) or ""
    positions = [page.find(part) for part in PARTS]
    assert -1 not in positions
    assert positions == sorted(positions)
    wrong, right = page[positions[2] :].split("Use instead:")
    shown = ["\n".join(re.findall(r"^    (.*)$", part, re.MULTILINE)) for part in (wrong, right)]
    assert [code in {each.code.id for each in check(yaml)} for yaml in shown] == [True, False]
