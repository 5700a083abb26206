"""The list of checks and the folder are the same, and what all of them promise."""

from __future__ import annotations

import re
import string
from itertools import pairwise
from pathlib import Path

import pytest

from agwctl.doctor import checks
from agwctl.doctor.check import Link, Scope, Status
from agwctl.doctor.checks import CHECKS, check
from agwctl.doctor.engine import Checked, diagnose
from agwctl.doctor.facts.facts import Facts, Origin, Server, ServerFacts
from agwctl.doctor.outcome import is_not_needed
from agwctl.explain.manual import data
from agwctl.ollama.address import parse, to_dial
from tests.doctor.healthy import healthy, server

FOLDER = Path(checks.__file__).parent
FAILURES = data("failures")
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


def test_a_finding_is_one_that_was_declared():
    """Of what healthy facts give; each check's own tests see the others."""
    for each in results(healthy()):
        assert {*each.finding.ids} <= {*each.check.ids}
