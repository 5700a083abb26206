"""Models that run in Ollama's cloud."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.cloud_is_signed_in import run
from tests.doctor.asking import asked, doing, logged, says_nothing, serving
from tests.doctor.healthy import LLAMA, healthy, server

CLOUD = "gpt-oss:120b-cloud"
STUB = replace(
    LLAMA, name="big:latest", digest="f00d", remote_model="gpt-oss:120b", remote_host="https://ollama.com:443"
)


@pytest.mark.parametrize(
    ("text", "id", "summary", "fix"),
    [
        (
            '{"error":"unauthorized","signin_url":"https://ollama.com/connect?key=x"}',
            "B13",
            "not signed in",
            "ollama signin",
        ),
        ("You need to be signed in to Ollama to run Cloud models.", "B13", "not signed in", "ollama signin"),
        ("403 this model requires a subscription, upgrade for access", "B13", "plan", "such as llama3.2:latest"),
        ("ollama cloud is disabled: remote model is unavailable", "B14", "refuses", "OLLAMA_NO_CLOUD=0"),
    ],
)
def test_pasted(text: str, id: str, summary: str, fix: str):
    found = run(asked(error=text))
    assert (found.status, found.ids) == (Status.FAIL, (id,))
    assert summary in found.summary
    assert fix in doing(found)


def test_unauthorized_is_the_clouds_only_when_one_of_its_models_is_asked_for():
    assert run(asked(error="401 unauthorized")).ids == ()
    assert run(asked(CLOUD, error="401 unauthorized")).ids == ("B13",)


@pytest.mark.parametrize(
    "facts",
    [
        asked(CLOUD, sockets=serving(OLLAMA_NO_CLOUD="1")),
        logged('time=1 level=INFO source=routes.go:1953 msg="Ollama cloud disabled: true"', asked=asked(CLOUD).asked),
    ],
)
def test_switched_off(facts):
    found = run(facts)
    assert (found.status, found.ids, "disabled" in found.evidence[0] or "=1" in found.evidence[0]) == (
        Status.FAIL,
        ("B14",),
        True,
    )


@pytest.mark.parametrize(("name", "tags"), [(CLOUD, (LLAMA,)), ("big", (LLAMA, STUB))])
def test_asked_for(name: str, tags):
    found = run(asked(name, one=server(tags=tags)))
    assert (found.status, found.ids) == (Status.PASS, ("B13",))


@pytest.mark.parametrize("facts", [healthy(), asked("llama3.2"), healthy(sockets=serving(OLLAMA_NO_CLOUD="1"))])
def test_nothing_of_the_cloud(facts):
    assert says_nothing(run(facts))


def test_the_one_that_was_refused_is_not_named_instead():
    found = run(asked("llama3.2", error="403 this model requires a subscription, upgrade for access"))
    assert found.fixes[1].title == "use a model that runs here"
