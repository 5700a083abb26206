"""The list of checks and the folder are the same, and what all of them promise."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from agwctl.cli.doctor.configuration import BY_WORD
from agwctl.cli.doctor.configuration import FAILURES as OF_CODES
from agwctl.doctor import checks
from agwctl.doctor.check import Link, Scope, Status
from agwctl.doctor.checks import CHECKS, check
from agwctl.doctor.engine import Checked, diagnose
from agwctl.doctor.facts.facts import Facts, Origin, Server, ServerFacts
from agwctl.doctor.outcome import is_not_needed
from agwctl.explain.manual import data
from agwctl.lint.registry import RULES, rule
from agwctl.ollama.address import parse, to_dial
from tests.doctor.healthy import healthy, server

FOLDER = Path(checks.__file__).parent
FAILURES = data("failures")
EVIDENCE = FOLDER.parent / "evidence"
TOLD_BY_TEXT = "pasted-error-is-confirmed"
"""What it finds is what the pasted text points to, whatever that is."""
BLANK = ServerFacts(Server(to_dial(parse("")), Origin("default", "")))


def test_the_list_and_the_folder_are_the_same():
    files = {path.stem.replace("_", "-") for path in FOLDER.glob("*.py")} - {"--init--"}
    assert files == {*CHECKS}
    assert len(CHECKS) == len({*CHECKS})


@pytest.mark.parametrize("id", CHECKS)
def test_a_declaration(id):
    meta = check(id).META
    assert meta.id == id
    assert {*meta.ids} <= FAILURES.keys()
    assert len({*meta.ids}) == len(meta.ids)
    names = {name for _, name, _, _ in string.Formatter().parse(meta.statement) if name is not None}
    assert names <= {"server", "gateway"}
    assert meta.statement.strip() and not meta.statement.endswith(".")
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", id)


def test_the_order_is_that_of_blame():
    links = [check(id).META.link for id in CHECKS]
    for before, after in pairwise(zip(CHECKS, links, strict=True)):
        assert before[1] <= after[1], f"{after[0]} stands below {before[0]}, and its link further up"


@pytest.mark.parametrize("id", CHECKS)
def test_what_is_needed_is_run_before(id):
    meta = check(id).META
    for need in meta.needs:
        assert need in CHECKS
        needed = check(need).META
        same_run = meta.scope is needed.scope
        assert needed.scope is Scope.SERVER or same_run, f"{need} is run after all checks of servers"
        assert not same_run or CHECKS.index(need) < CHECKS.index(id)


def troubles(facts: Facts) -> dict[str, str]:
    """What has not passed, and is needed."""
    found = (each for each in results(facts) if not is_not_needed(each))
    return {each.check.id: str(each.finding) for each in found if each.finding.status is not Status.PASS}


def results(facts: Facts) -> list[Checked]:
    return [*diagnose(facts, [check(id) for id in CHECKS]).checked]


def test_where_all_is_well_nothing_fails_warns_or_is_not_known():
    assert not troubles(healthy())


def test_without_a_gateway_no_check_of_it_has_passed():
    of_gateway = [each for each in results(healthy()) if each.check.link is Link.GATEWAY]
    assert of_gateway
    assert not {each.check.id: each.finding.summary for each in of_gateway if not is_not_needed(each)}


def test_a_healthy_server_elsewhere_is_healthy():
    """Of another machine nothing is known but what it answers, which is no reason to doubt it."""
    far = server("http://192.168.1.30:11434", "--ollama", "192.168.1.30", is_here=False, nearby=())
    side = {id for id in CHECKS if not check(id).META.matters}
    assert not {
        id: finding for id, finding in troubles(healthy(far)).items() if id not in side or "UNKNOWN" not in finding
    }


@pytest.mark.parametrize("facts", [Facts(BLANK, (BLANK,)), Facts(BLANK)], ids=["nothing read", "no server"])
def test_nothing_is_guessed_and_nothing_crashes_where_no_fact_was_read(facts):
    told = {
        f"{each.check.id}: {each.finding}"
        for each in results(facts)
        if each.finding.status in (Status.FAIL, Status.WARN, Status.CRASH)
    }
    assert not told


@pytest.mark.parametrize("id", [each for each in CHECKS if each != TOLD_BY_TEXT])
def test_what_is_declared_is_found_and_what_is_found_is_declared(id):
    """By the ids that stand in the code: its own, what it takes from `evidence`, and what the linter's rules say."""
    own, declared = written(FOLDER / f"{id.replace('-', '_')}.py"), {*check(id).META.ids}
    assert own.ids <= declared
    found = own.ids.union(*(written(EVIDENCE / f"{name}.py").ids for name in own.evidence))
    assert declared <= found | (of_the_linter(check(id).META.ids) if own.asks_the_linter else set())


def of_the_linter(declared: tuple[str, ...]) -> set[str]:
    """Of each rule's ids a finding has one: the first that the check has declared."""
    by_word = (ids for words in BY_WORD.values() for ids in words.values())
    rules = (rule(code).IDS for code in RULES)
    return {next((id for id in ids if id in declared), "") for ids in (*rules, *OF_CODES.values(), *by_word)}


class Written(NamedTuple):
    """What stands in a module outside of its declaration."""

    ids: set[str]
    evidence: set[str]
    """Modules of `evidence` that it takes something from."""
    asks_the_linter: bool


def written(path: Path) -> Written:
    tree = ast.parse(path.read_text("utf-8"))
    code = [each for each in tree.body if not (isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == "META")]
    nodes = [node for each in code for node in ast.walk(each)]
    evidence = {*_evidence(nodes)}
    reads_findings = any(isinstance(node, ast.Attribute) and node.attr == "findings" for node in nodes)
    return Written({*_ids(nodes)}, evidence, reads_findings or "linted" in evidence)


def _ids(nodes: list[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in FAILURES:
            yield node.value


def _evidence(nodes: list[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("agwctl.doctor.evidence."):
            yield node.module.rpartition(".")[2]
