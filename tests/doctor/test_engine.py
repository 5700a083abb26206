"""The order of blame, what follows from a failure, and that no check can end the run."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from agwctl.doctor.check import Check, Finding, Link, Status, failed, passed, warned
from agwctl.doctor.engine import Diagnosis, diagnose
from agwctl.doctor.facts.fact import Unread, known
from agwctl.doctor.facts.facts import Asked
from tests.doctor.healthy import healthy, server


def module(id: str, link: Link, finding: Any, needs: tuple[str, ...] = (), **more: Any) -> Any:
    run = finding if callable(finding) else lambda facts: finding
    return SimpleNamespace(META=Check(id, link, f"{id} holds", ("A01",), needs, **more), run=run)


def states(diagnosis: Diagnosis) -> dict[str, tuple[Status, str | None]]:
    return {each.check.id: (each.finding.status, each.blames) for each in diagnosis.checked}


def test_the_link_further_up_is_blamed_whatever_the_order_of_the_list():
    down, late = failed("A01", "down"), failed("B01", "missing")
    found = diagnose(healthy(), [module("model", Link.MODEL, late), module("listening", Link.LISTENER, down)])
    assert found.verdict is not None and found.verdict.check.id == "listening"
    assert states(found)["model"] == (Status.FAIL, "listening")


def test_what_needs_a_broken_link_is_not_run_and_names_the_first_of_them():
    first = module("listening", Link.LISTENER, failed("A01", "down"))
    second = module("identity", Link.IDENTITY, passed("it is"), ("listening",))
    third = module("model", Link.MODEL, passed("there"), ("identity",))
    assert states(diagnose(healthy(), [first, second, third])) == {
        "listening": (Status.FAIL, None),
        "identity": (Status.SKIP, "listening"),
        "model": (Status.SKIP, "listening"),
    }


def test_what_cannot_be_told_further_down_is_no_news_either():
    def lacks(facts: Any) -> Finding:
        return passed(str(known(Unread("/api/version: 403"))))

    guard, version = module("guard", Link.GUARD, failed("A31", "403")), module("version", Link.VERSION, lacks)
    name = module("name", Link.NAME, lacks)
    found = states(diagnose(healthy(), [name, guard, version]))
    assert found["version"] == (Status.UNKNOWN, "guard")
    assert found["name"] == (Status.UNKNOWN, None)


def test_a_failure_outranks_a_warning_further_up():
    found = diagnose(
        healthy(), [module("proxy", Link.PROXY, warned("A19", "set")), module("m", Link.MODEL, failed("B01", "no"))]
    )
    assert found.verdict is not None and found.verdict.check.id == "m"


def test_a_fact_that_is_not_there_is_unknown_and_an_error_is_a_crash():
    def lacks(facts: Any) -> Finding:
        return passed(str(known(Unread("no journal here"))))

    def breaks(facts: Any) -> Finding:
        raise KeyError("x")

    found = diagnose(healthy(), [module("lacks", Link.MODEL, lacks), module("breaks", Link.MODEL, breaks)])
    assert states(found) == {"lacks": (Status.UNKNOWN, None), "breaks": (Status.CRASH, None)}
    assert found.checked[0].finding.summary == "cannot tell: no journal here"
    assert found.verdict is not None and found.verdict.check.id == "breaks"


@pytest.mark.parametrize("is_deep", [True, False])
def test_checks_of_generations_only_when_they_are_asked_for(is_deep):
    deep = module("answers", Link.QUEUE, passed("well"), only_deep=True)
    found = diagnose(healthy(asked=Asked(is_deep=is_deep)), [deep])
    assert len(found.checked) == is_deep


def test_one_failure_that_two_checks_of_a_link_find_is_told_once():
    first, again = (module(id, Link.QUEUE, failed("C11", "full")) for id in ("first", "again"))
    other = module("other", Link.QUEUE, failed("C08", "late"))
    assert states(diagnose(healthy(), [first, again, other])) == {
        "first": (Status.FAIL, None),
        "again": (Status.FAIL, "first"),
        "other": (Status.FAIL, None),
    }


def test_side_information_that_is_not_there_is_no_verdict():
    def lacks(facts: Any) -> Finding:
        return passed(str(known(Unread("no journal here"))))

    aside = module("aside", Link.MODEL, lacks, matters=False)
    assert diagnose(healthy(), [aside]).verdict is None
    found = diagnose(healthy(), [aside, module("lacks", Link.CONTEXT, lacks)])
    assert found.verdict is not None and found.verdict.check.id == "lacks"


def test_each_server_has_its_own_chain():
    facts = healthy(servers=(server("http://one:1"), server("http://two:2")))

    def one_is_down(facts: Any) -> Finding:
        return failed("A01", "down") if facts.server.server.address.host == "one" else passed("up")

    checks = [module("up", Link.LISTENER, one_is_down), module("model", Link.MODEL, passed("there"), ("up",))]
    told = [(each.server, each.check.id, each.finding.status) for each in diagnose(facts, checks).checked]
    assert told == [
        ("http://one:1", "up", Status.FAIL),
        ("http://one:1", "model", Status.SKIP),
        ("http://two:2", "up", Status.PASS),
        ("http://two:2", "model", Status.PASS),
    ]
