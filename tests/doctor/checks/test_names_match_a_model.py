"""The name of --model, and the names that the gateway has."""

from __future__ import annotations

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.names_match_a_model import run
from agwctl.doctor.facts.facts import Asked
from tests.doctor.gateways import behind, known
from tests.doctor.healthy import healthy

SECTION = """\
llm:
  models:
  - {name: fast, provider: ollama, params: {model: "llama3.2:3b"}}
  - {name: "qwen*", provider: ollama}
  - {name: "*-cloud", provider: ollama}
"""


@pytest.mark.parametrize("name", ["fast", "qwen3:8b", "gpt-oss:120b-cloud", None])
def test_known_names(name):
    assert run(behind(None, known(SECTION), asked=Asked(model=name))).ids == ()


@pytest.mark.parametrize(
    ("name", "advice"),
    [("llama3.2:3b", "ask for fast, as clients do"), ("Fast", "ask for one of fast, qwen*, *-cloud")],
)
def test_unknown_names(name, advice):
    found = run(behind(None, known(SECTION), asked=Asked(model=name)))
    assert (found.status, found.ids) == (Status.WARN, ("E21",))
    assert advice in found.fixes[0].title


def test_without_names():
    assert run(healthy(asked=Asked(model="x"))).ids == run(behind(None, known(), asked=Asked(model="x"))).ids == ()
