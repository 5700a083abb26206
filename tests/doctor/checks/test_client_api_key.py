"""A key for libraries that want one."""

from __future__ import annotations

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.client_api_key import run
from tests.doctor.healthy import healthy

HERE = "http://localhost:11434/v1"


@pytest.mark.parametrize(
    ("environment", "is_missing"),
    [
        ({"OPENAI_BASE_URL": HERE, "OPENAI_API_KEY": "ollama"}, False),
        ({"OPENAI_BASE_URL": HERE}, True),
        ({"OPENAI_BASE_URL": HERE, "OPENAI_API_KEY": " "}, True),
    ],
)
def test_keys(environment, is_missing):
    found = run(healthy(environment=environment))
    assert (found.status, found.ids) == ((Status.WARN, ("G05",)) if is_missing else (Status.PASS, ()))
    assert not is_missing or found.fixes[0].commands == ("export OPENAI_API_KEY=ollama",)


@pytest.mark.parametrize("environment", [{}, {"OPENAI_BASE_URL": "https://api.openai.com/v1"}])
def test_no_key_is_needed_for_others(environment):
    assert run(healthy(environment=environment)).status is Status.SKIP


def test_a_key_is_not_told():
    found = run(healthy(environment={"OPENAI_BASE_URL": HERE, "OPENAI_API_KEY": "sk-secret"}))
    assert "sk-secret" not in repr(found)
