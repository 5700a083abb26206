"""What a pasted text means here: confirmed, excluded, left."""

from __future__ import annotations

import pytest

from agwctl.cli.doctor.error import candidates
from agwctl.doctor.check import Status
from agwctl.doctor.checks import CHECKS, check
from agwctl.doctor.checks.pasted_error_is_confirmed import ELSEWHERE, META, run
from agwctl.doctor.engine import diagnose
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import CannotTell
from agwctl.doctor.facts.facts import Asked, Facts, Nearby
from agwctl.doctor.facts.network import Connect, Dial
from agwctl.doctor.facts.sockets import Sockets
from tests.doctor.gateways import LIST, behind, gateway, known
from tests.doctor.healthy import REFUSED, answer, healthy, server


def asked(text: str) -> Asked:
    found = candidates(text)
    return Asked(error=text, candidates=tuple(found), explained=found)


def verdict(facts: Facts) -> tuple[str, tuple[str, ...]]:
    found = diagnose(facts, [check(id) for id in CHECKS]).verdict
    return ("", ()) if found is None else (found.check.id, found.finding.ids)


def test_no_text():
    assert run(healthy()).status is Status.SKIP


def test_a_text_that_nobody_knows():
    with pytest.raises(CannotTell, match="nobody knows"):
        run(healthy(asked=asked("the cat sat on the mat")))


def test_what_is_broken_is_what_the_text_says():
    text = asked("connect ECONNREFUSED 127.0.0.1:11434")
    facts = healthy(server(dials=(REFUSED,)), sockets=Sockets(), asked=text)
    found = run(facts)
    assert found.status is Status.PASS
    assert "seen here" in found.summary
    assert any(line.startswith("A01 Ollama is not running: yes, ") for line in found.evidence)
    assert verdict(facts)[0] == "ollama-listening"


def test_what_is_broken_is_another_thing():
    found = run(healthy(server(dials=(REFUSED,)), asked=asked("pull model manifest: file does not exist")))
    assert found.status is Status.PASS


def test_all_is_well_now():
    """The text is of another time, or of another place."""
    facts = healthy(asked=asked("connection refused"))
    found = run(facts)
    assert (found.status, found.ids) == (Status.WARN, ("A36", "A03", "G12"))
    assert any(line.startswith("A01") and ": no, " in line for line in found.evidence)
    assert any(line.startswith("A03") and line.endswith("cannot be seen from here") for line in found.evidence)
    assert verdict(facts)[0] == META.id


def test_what_no_probe_can_see_and_only_one_thing_means():
    facts = healthy(asked=asked("openai.OpenAIError: The api_key client option must be set"))
    found = run(facts)
    assert (found.status, found.ids) == (Status.FAIL, ("G05",))
    assert verdict(facts) == (META.id, ("G05",))
    assert "OPENAI_API_KEY" in found.fixes[0].title


def test_the_words_that_say_most_mean_one_thing_only():
    found = run(healthy(asked=asked("404 page not found: POST /v1/chat/completions/chat/completions")))
    assert (found.status, found.ids) == (Status.FAIL, ("G03",))


def test_several_that_no_probe_can_see():
    found = run(healthy(asked=asked("openai.NotFoundError: 404 page not found")))
    assert found.status is Status.WARN
    assert "G01" in found.ids
    assert "all is well as seen from here" in found.summary


def test_a_warning_that_fits_the_text_is_what_was_met():
    environment = {"OPENAI_BASE_URL": "http://localhost:11434"}
    facts = healthy(asked=asked("openai.NotFoundError: 404 page not found"), environment=environment)
    found = run(facts)
    assert (found.status, found.ids) == (Status.FAIL, ("G01",))
    assert found.fixes[0].commands == ("export OPENAI_BASE_URL=http://localhost:11434/v1",)


def test_what_is_only_noted_is_what_was_met():
    """A CDN in the path is no fault, until somebody met its limit."""
    cdn = gateway(models=answer(200, LIST, cf_ray="1-TST"))
    found = run(behind(cdn, asked=asked("Request failed with status code 524 (timeout error)")))
    assert (found.status, found.ids) == (Status.FAIL, ("A33",))


def test_without_a_gateway_nothing_about_one_is_excluded():
    found = run(healthy(asked=asked("route not found")))
    assert found.status is Status.WARN
    assert found.ids == ("E04",)
    assert any(line.startswith("E04") and line.endswith("cannot be seen from here") for line in found.evidence)
    with_one = run(behind(gateway(), known(), asked=asked("route not found")))
    assert any(line.startswith("E04") and ": no, " in line for line in with_one.evidence)


@pytest.mark.parametrize("text", ["TypeError: fetch failed", "502 Bad Gateway", "failed to connect to ollama"])
def test_what_is_left_of_many_things_is_not_what_is_meant(text):
    """That nothing else can be excluded makes no proxy out of none."""
    found = run(healthy(asked=asked(text)))
    assert (found.status, found.ids) == (Status.WARN, ("A36", "A03", "G12"))
    assert any(line.startswith("A19") and ": no, no variable of this shell" in line for line in found.evidence)


@pytest.mark.parametrize("text", ["httpx.ConnectTimeout", "net::ERR_CONNECTION_TIMED_OUT"])
def test_a_cluster_is_spoken_of_where_one_is(text):
    assert run(healthy(asked=asked(text))).ids == ("A36", "A03", "G12")
    pod = Context("linux", container="kubernetes")
    assert run(healthy(asked=asked(text), context=pod)).ids == ("F11",)


@pytest.mark.parametrize("text", ["TypeError: Failed to fetch", "403 Forbidden", "blocked by CORS policy"])
def test_nothing_is_said_of_a_page_that_nobody_named(text):
    """That something listens is no answer to whether pages are let in."""
    found = run(healthy(asked=asked(text)))
    assert found.ids[0] == "A30"
    assert any(line.startswith("A30") and line.endswith("cannot be seen from here") for line in found.evidence)


def test_a_vendor_s_answer_is_no_server_s_of_ours():
    found = run(healthy(asked=asked("401: Incorrect API key provided: ollama.")))
    assert (found.status, found.ids) == (Status.WARN, ("A36",))
    assert [fix.title[:3] for fix in found.fixes] == ["A36", "E06"]


def test_a_client_that_dials_six_only():
    text = asked("dial tcp [::1]:11434: connect: connection refused")
    six = Nearby(Dial("::1", 11434, Connect.REFUSED))
    found = run(healthy(server(nearby=(six,)), asked=text))
    assert (found.status, found.ids) == (Status.FAIL, ("A17",))
    assert "http://127.0.0.1:11434" in found.fixes[0].title
    assert run(healthy(server(nearby=()), asked=text)).status is Status.WARN
    assert run(healthy(server(dials=(REFUSED,), nearby=(six,)), sockets=Sockets(), asked=text)).status is Status.PASS


def test_every_reason_is_declared():
    assert {*ELSEWHERE} <= {*META.ids}
