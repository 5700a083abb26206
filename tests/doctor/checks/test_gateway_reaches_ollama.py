"""What is wrong between the gateway and Ollama: by the gateway's words, and by what Ollama answers directly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.gateway_reaches_ollama import run
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.network import Answer
from agwctl.doctor.facts.sockets import Listener, Process
from agwctl.llm.error_body import openai_error
from tests.doctor.gateways import CLOSED, TOO_SHORT, answered, behind, gateway, known, page, text
from tests.doctor.healthy import REFUSED, answer, healthy


def ours(status: int, code: str) -> Answer:
    """As agwctl answers on LLM routes."""
    return answer(status, openai_error(status, "127.0.0.1:11434: it went wrong", code).decode())


def through(given: Answer, **facts: object) -> Facts:
    configured = known()
    return behind(answered(configured, given, **facts), configured)


def alone(facts: Facts) -> Facts:
    """Ollama is not reached directly either."""
    down = replace(facts.server, dials=(REFUSED,), version=Unread("refused"), root=Unread("refused"))
    return replace(facts, server=down, servers=(down,))


@pytest.mark.parametrize(
    "given",
    [answer(400, TOO_SHORT), answer(404, '{"error":{"message":"model not found"}}'), text(404, "404 page not found"),
     text(404, "route not found"), answer(401, "{}")],
)  # fmt: skip
def test_what_is_no_matter_of_reaching(given):
    assert run(through(given)).ids == ()


@pytest.mark.parametrize(
    ("given", "direct", "not_direct"),
    [
        (ours(503, "upstream_refused"), "E18", "A01"),
        (text(503, "upstream call failed: Connect: Connection refused (os error 111)"), "E18", "A01"),
        (ours(503, "upstream_unresolved"), "A18", "A18"),
        (text(503, "backends required DNS resolution which failed"), "A18", "A18"),
        (text(503, "upstream call failed: Connect: invalid peer certificate: BadSignature"), "E08", "E08"),
        (text(503, "upstream call failed: Connect: received corrupt message of type InvalidContentType"), "E08", "E08"),
        (text(400, "Client sent an HTTP request to an HTTPS server."), "E08", "E08"),
        (ours(504, "upstream_timeout"), "E15", "E15"),
        (text(504, "upstream call timeout"), "E15", "E15"),
        (ours(503, "upstream_unreachable"), "A20", "A20"),
        (text(503, "upstream call failed: Connect: deadline has elapsed"), "A20", "A20"),
        (text(503, "upstream call failed: SendRequest: connection closed before message completed"), "E08", "E08"),
        (text(502, "failed to process LLM response: expected value"), "A23", "A23"),
        (answer(403, ""), "E07", "E07"),
        (page(502, "<html>Bad Gateway</html>", server="nginx"), "A23", "A23"),
    ],
)
def test_failures_behind_the_gateway(given, direct, not_direct):
    found = run(through(given))
    assert (found.status, found.ids) == (Status.FAIL, (direct,))
    assert found.summary.startswith("Ollama answers directly")
    assert found.evidence[1] == "directly: http://127.0.0.1:11434 answers, version 0.33.0"
    found = run(alone(through(given)))
    assert (found.status, found.ids) == (Status.FAIL, (not_direct,))


def test_an_upstream_that_speaks_tls_is_called_without():
    facts = through(text(503, "upstream call failed: SendRequest: connection closed before message completed"))
    address = facts.server.server.address._replace(scheme="https")
    encrypted = replace(facts.server, server=replace(facts.server.server, address=address))
    found = run(replace(facts, server=encrypted, servers=(encrypted,)))
    assert (found.status, found.ids) == (Status.FAIL, ("E09",))


def test_the_gateway_of_a_container_has_another_localhost():
    docker = Listener("0.0.0.0", 3000, Process(7, "docker-proxy"))
    found = run(through(ours(503, "upstream_refused"), listener=docker))
    assert found.ids == ("A03",)
    assert "host.docker.internal" in found.fixes[0].title


def test_without_a_configuration_the_list_of_models_tells():
    refused = ours(503, "upstream_refused")
    assert run(behind(gateway(models=refused))).ids == ("E18",)
    assert run(behind(gateway())).status is Status.PASS
    assert run(behind(gateway(models=text(503, "processing failed: failed to parse request: EOF")))).ids == ()


def test_no_gateway():
    assert run(healthy()).ids == run(behind(gateway(dials=(CLOSED,)))).ids == ()


@pytest.mark.parametrize("words", ["route not found", "404 page not found"])
def test_a_named_gateway_that_has_nothing_there_is_not_called_well(words):
    found = run(behind(gateway(models=text(404, words))))
    assert (found.status, found.ids) == (Status.WARN, ("E04",))
    assert run(behind(gateway(models=text(404, words)), known())).status is Status.PASS
