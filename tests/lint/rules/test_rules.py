"""Every rule: its place in the list, its manual page, and its cases.

A case is a file in `<rule>/ok` or `<rule>/err`. An `err` file begins with comments `# expect: LINE:COLUMN POINTER`, one
for each finding of this rule; `# compat: 1.4` is for one that is not about guide mode. Nothing else may be an error.
"""

from __future__ import annotations

import ast
import inspect
import re
from functools import cache
from pathlib import Path

import pytest

import agwctl.lint.rules
from agwctl.compat import MODES
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Code, Diagnostic, Severity
from agwctl.lint.check import Checker
from agwctl.lint.fix import fixed
from agwctl.lint.own_codes import OWN_CODES, RULE_CRASHED, RULE_SKIPPED
from agwctl.lint.rules import RULES, rule
from agwctl.proxy.reach import reaches

HERE = Path(__file__).parent
MODULES = Path(agwctl.lint.rules.__file__).parent
CASES = sorted(path.relative_to(HERE).as_posix() for path in HERE.glob("*/*/*.yaml"))
ENVIRON = {"HOME": "/home/value", "NAME": "value"}
PARTS = ("What it does", "Why", "Example", "Use instead")
BY_MODULE = {module: code for code, module in RULES.items()}


@cache
def found(case: str) -> tuple[Diagnostic, ...]:
    text = (HERE / case).read_text(encoding="utf-8")
    return check(text, case)


def check(text: str, case: str) -> tuple[Diagnostic, ...]:
    mode = re.search(r"^# compat: (\S+)$", text, re.MULTILINE)
    checker = Checker(ENVIRON, compat=MODES[mode[1] if mode else "guide"], reach=reaches)
    return checker.text(text, case).diagnostics


def told(diagnostics: tuple[Diagnostic, ...] | list[Diagnostic]) -> list[str]:
    return [f"{each.code.id} {each.span.start.line}:{each.span.start.column} {each.pointer}" for each in diagnostics]


@pytest.mark.parametrize("case", CASES)
def test_case(case):
    slug, kind, _ = case.split("/")
    code = BY_MODULE[slug]
    text = (HERE / case).read_text(encoding="utf-8")
    expected = [f"{code} {place}".strip() for place in re.findall(r"^# expect: (.*)$", text, re.MULTILINE)]
    assert bool(expected) == (kind == "err"), "err files say what they expect, ok files expect nothing"
    own = [each for each in found(case) if each.code.id == code]
    assert [line.strip() for line in told(own)] == expected
    errors = [each for each in found(case) if each.severity is Severity.ERROR and each.code.id != code]
    assert told(errors) == []
    assert [each.message for each in found(case) if each.code in (RULE_CRASHED, RULE_SKIPPED)] == []


FIXABLE = [case for case in CASES if "/err/" in case]


@pytest.mark.parametrize("case", FIXABLE)
def test_a_fix_cures_and_brings_nothing_new(case):
    """Also one that is not safe: somebody who takes it must get rid of the finding."""
    code = BY_MODULE[case.partition("/")[0]]
    fixes = [each for each in found(case) if each.code.id == code and each.fix is not None]
    if not fixes:
        return
    text = (HERE / case).read_text(encoding="utf-8")

    def only_own(changed: str) -> list[Diagnostic]:
        return [
            each._replace(fix=each.fix and each.fix._replace(safe=True))
            for each in check(changed, case)
            if each.code.id == code
        ]

    result = fixed(text, only_own)
    assert result.text != text
    before = counted(found(case))
    after = counted(check(result.text, case))
    new = {kind: after[kind] - before.get(kind, 0) for kind in after if after[kind] > before.get(kind, 0)}
    assert new == {}, result.text
    assert after.get(code, 0) <= before[code] - len(fixes), result.text
    again = fixed(result.text, only_own)
    assert again.text == result.text


def counted(diagnostics: tuple[Diagnostic, ...]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for each in diagnostics:
        counts[each.code.id] = counts.get(each.code.id, 0) + 1
    return counts


def test_files_and_list_agree():
    files = sorted(path.stem for path in MODULES.glob("*.py") if path.stem != "__init__")
    assert sorted(RULES.values()) == files
    assert list(RULES) == sorted(RULES)
    folders = sorted({path.name for path in HERE.iterdir() if path.is_dir() and not path.name.startswith("__")})
    assert folders == files


def test_codes_and_names_are_unique():
    fixed_codes = [code for code in vars(codes).values() if isinstance(code, Code)]
    every = [*fixed_codes, *OWN_CODES, *(rule(code).META for code in RULES)]
    assert len({code.id for code in every}) == len(every)
    assert len({code.name for code in every}) == len(every)


@pytest.mark.parametrize("code", RULES)
def test_a_rule_is_complete(code):
    module = rule(code)
    slug = RULES[code]
    meta = module.META
    assert isinstance(meta, Code)
    assert (meta.id, meta.name) == (code, slug.replace("_", "-"))
    assert re.fullmatch(r"AGW[1-7][0-9]{2}", code)
    assert meta.title
    assert meta.title[0].islower() or meta.title.startswith(("CORS", "TLS", "YAML"))
    assert not meta.title.endswith(".")
    assert isinstance(module.IDS, tuple)
    assert all(re.fullmatch(r"[A-Z][0-9]{2}", each) for each in module.IDS)
    assert inspect.isgeneratorfunction(module.check)
    assert len((MODULES / f"{slug}.py").read_text(encoding="utf-8").splitlines()) <= 200
    for kind in ("ok", "err"):
        assert list((HERE / slug / kind).glob("*.yaml")), f"{slug} has no {kind} case"


@pytest.mark.parametrize("code", RULES)
def test_a_manual_page_has_its_parts(code):
    page = ast.get_docstring(ast.parse((MODULES / f"{RULES[code]}.py").read_text(encoding="utf-8"))) or ""
    first, _, rest = page.partition("\n\n")
    assert first.endswith(".")
    assert "\n" not in first
    positions = [rest.find(f"{part}:") for part in PARTS]
    assert -1 not in positions
    assert positions == sorted(positions)
    assert "\n    " in rest[rest.index("Example:") : rest.index("Use instead:")], "the example shows no YAML"
