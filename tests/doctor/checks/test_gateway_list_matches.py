"""What the gateway offers and what its servers have."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.gateway_list_matches import run
from agwctl.doctor.facts.configuration import Configuration
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Facts, ServerFacts
from agwctl.doctor.facts.gateway import Gateway
from agwctl.ollama.address import parse
from tests.doctor.asking import HERE, configured, says_nothing
from tests.doctor.healthy import LLAMA, answer, healthy

TWO = (LLAMA, replace(LLAMA, name="mistral:latest", digest="beef"))


def listing(*servers: ServerFacts, body: str = "", names: tuple[str, ...] = ("clients-name",)) -> Facts:
    gateway = Gateway(parse(":4000"), "gw.yaml:2:9", False, models=answer(200, body)) if body else None
    return healthy(
        servers[0], servers=servers, configuration=Configuration("gw.yaml", listed_models=names), gateway=gateway
    )


@pytest.mark.parametrize(
    ("facts", "status", "summary"),
    [
        (listing(configured("qwen3")), Status.FAIL, "the gateway offers clients-name, which would fail"),
        (listing(configured("qwen3"), names=("*",)), Status.FAIL, "the configuration offers clients-name"),
        (listing(configured("qwen3"), body='{"data": [{"id": "clients-name"}]}'), Status.FAIL, "the gateway offers"),
        (listing(configured("llama3.2", tags=TWO)), Status.PASS, "clients of the gateway do not get mistral:latest"),
    ],
)
def test_drift(facts: Facts, status: Status, summary: str):
    found = run(facts)
    assert (found.status, found.ids) == (status, ("B21",))
    assert summary in found.summary
    assert found.evidence == () or found.evidence[0].startswith(f"{HERE}: clients-name stands for qwen3")


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(healthy(), id="no configuration"),
        pytest.param(listing(configured("llama3.2")), id="the same"),
        pytest.param(
            listing(configured("qwen3", tags=()), body='{"data": [{"id": "other"}]}'), id="it does not list that one"
        ),
        pytest.param(
            listing(configured("llama3.2", tags=TWO), configured("mistral", tags=TWO)), id="of another server"
        ),
        pytest.param(listing(configured("gpt-oss:120b-cloud", "llama3.2")), id="of the cloud"),
        pytest.param(listing(configured("qwen3", tags=Unread("too late"))), id="not known"),
    ],
)
def test_nothing_to_tell(facts: Facts):
    assert says_nothing(run(facts))


@pytest.mark.parametrize("body", ["<html>", '{"data": [1]}', "[]", '{"data": null}', "[" * 60_000])
def test_a_list_of_another_program(body: str):
    assert run(listing(configured("llama3.2"), body=body)).status is Status.PASS
