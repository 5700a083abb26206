"""What a gateway refuses to start with, by the linter."""

from __future__ import annotations

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.configuration_is_valid import META, SHOWN, run
from tests.doctor.gateways import CLOSED, behind, gateway, known
from tests.doctor.healthy import healthy


@pytest.mark.parametrize(
    ("text", "id", "words"),
    [
        ("llm: {models: [{name: a, provider: ollama, modle: b}]}\n", "E11", "unknown field `modle`"),
        ("binds:\n- port: 3000\n  routes: []\n", "E10", "gw.yaml:"),
        ("binds: [{port: 3000}]\n", "E10", "missing field `listeners`"),
        ("llm:\n\tmodels: []\n", "E12", "gw.yaml:2:1"),
        ("llm: {port: $PORT_OF_MINE, models: []}\n", "E13", "PORT_OF_MINE"),
        ("binds: [{port: 1, listeners: []}, {port: 1, listeners: []}]\n", "E14", "port 1"),
        ("config: {listener: {}}\nllm: {models: []}\n", "E22", "has been removed"),
    ],
)
def test_a_mistake(text, id, words):
    found = run(behind(None, known(text)))
    assert (found.status, found.ids[0]) == (Status.FAIL, id)
    assert words in found.summary
    assert found.fixes[0].commands == ("agwctl validate gw.yaml",)


def test_a_variable_that_only_the_service_has():
    """This shell is not the gateway's: what runs there has been understood."""
    configured = known("llm: {port: $PORT_OF_MINE, models: []}\n")
    found = run(behind(gateway(), configured))
    assert (found.status, found.ids) == (Status.WARN, ("E13",))
    assert run(behind(gateway(dials=(CLOSED,)), configured)).status is Status.FAIL
    worse = known("llm: {port: $PORT_OF_MINE, modle: []}\n")
    assert run(behind(gateway(), worse)).status is Status.FAIL


def test_many_mistakes():
    found = run(behind(None, known("llm: {models: []}\n" + "".join(f"key{number}: 1\n" for number in range(30)))))
    assert "and 29 more" in found.summary
    assert len(found.evidence) == SHOWN


def test_a_mistake_that_no_entry_is_about():
    found = run(behind(None, known("llm: {models: [{name: 'a*b', provider: ollama}]}\n")))
    assert (found.status, found.ids) == (Status.FAIL, ())


def test_none():
    assert run(healthy()).status is Status.SKIP
    assert run(behind(None, known())).summary == "gw.yaml is valid"


def test_all_entries_are_declared():
    from agwctl.cli.doctor.configuration import FAILURES

    assert {id for ids in FAILURES.values() for id in ids} <= {*META.ids}
