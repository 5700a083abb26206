from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.answers_come_through import run
from agwctl.doctor.evidence.deeply import NO_GATEWAY
from agwctl.doctor.facts.configuration import Configuration, TimeLimit
from agwctl.doctor.facts.deep import DIRECTLY, THROUGH
from agwctl.doctor.facts.fact import CannotTell, Unread
from tests.doctor.deep import broken, deep, said


def test_they_come():
    found = run(deep())
    assert found.status is Status.PASS
    assert found.summary == "the answer comes through: 1.05 s as a stream, 1.05 s as a whole"
    assert len(found.evidence) == 4


def test_nobody_was_asked():
    assert run(deep(answers=(said(DIRECTLY, True),))) is NO_GATEWAY
    assert run(replace(deep(), gateway=None, deep=Unread("no server has a model"))) is NO_GATEWAY


def test_nobody_could_be_asked():
    with pytest.raises(CannotTell, match="no server has a model"):
        run(replace(deep(), deep=Unread("no server has a model")))


@pytest.mark.parametrize(
    ("status", "error", "ids"),
    [
        (504, "upstream call timeout", ("E15",)),
        (503, "request timeout", ("E15",)),
        (0, "not done after 60 s", ("E15",)),
        (524, "text/html: <title>timeout", ("A33",)),
        (503, "failed to process LLM response: expected value", ("E07",)),
        (421, "text/html: Misdirected Request", ("E07",)),
        (404, "route not found", ("E04",)),
        (404, "model 'x' not found", ("E21",)),
        (500, "whatever", ()),
        (0, "[Errno 111] Connection refused", ()),
    ],
)
def test_what_comes_instead(status, error, ids):
    found = run(deep(broken(THROUGH, False, status, error, total=1.2)))
    assert (found.status, found.ids) == (Status.FAIL, ids)
    assert "after 1.2 s" in found.summary
    assert error in found.summary
    assert found.summary.endswith("directly it took 1.1 s")


def test_what_is_no_better_directly_is_not_compared():
    bad = (broken(THROUGH, True, 500, "boom"), broken(DIRECTLY, True, 500, "boom"))
    assert run(deep(*bad)).summary == "asked for as a stream the gateway answers after 1.1 s: 500 boom"


@pytest.mark.parametrize("error", ["", "llama-server process has terminated"])
def test_a_stream_that_breaks_off(error):
    found = run(deep(said(THROUGH, True, is_complete=False, error=error)))
    assert (found.status, found.ids) == (Status.FAIL, ("G06",))
    assert (error or "no finish reason and no [DONE]") in found.summary


def test_a_model_that_cannot_is_no_fault_of_the_gateway():
    with pytest.raises(CannotTell, match="does not support chat: name a model that can"):
        run(deep(broken(THROUGH, True, 400, '"x" does not support chat')))


@pytest.mark.parametrize("status", [401, 403])
def test_a_gateway_that_wants_credentials(status):
    with pytest.raises(CannotTell, match=f"answers {status}"):
        run(deep(broken(THROUGH, True, status, "no")))


def test_the_times_of_both_are_seen():
    found = run(deep(broken(THROUGH, False, 504, "timeout")))
    assert [line.split(": ")[1].partition(" in")[0] for line in found.evidence] == ["200", "200", "200", "504"]
    assert replace(said(THROUGH, True), status=0, error="x" * 300).line.endswith("x" * 100)


@pytest.mark.parametrize(
    ("seconds", "fix"), [(1.0, "write 10m in place of 1s at gw.yaml:7:35"), (30.0, "raise the time")]
)
def test_where_the_limit_stands(seconds, fix):
    facts = deep(broken(THROUGH, False, 504, "timeout", total=1.01))
    configuration = Configuration("gw.yaml", time_limits=(TimeLimit(seconds, "gw.yaml:7:35"),))
    found = run(replace(facts, configuration=configuration))
    assert found.ids == ("E15",)
    assert found.fixes[0].title.startswith(fix)
