"""Requests without a model."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.model_is_named import run
from agwctl.models.configured import Configured
from tests.doctor.asking import HERE, asked, doing, says_nothing
from tests.doctor.healthy import healthy, server

ONE = server()
OPEN = replace(ONE, server=replace(ONE.server, models=(Configured(ONE.server.address, None, "ollama", HERE, True),)))


@pytest.mark.parametrize("text", ["model is required", "404 model '' not found", "missing required parameter: 'model'"])
def test_refused(text: str):
    found = run(asked(error=text))
    assert (found.status, found.ids, found.evidence) == (Status.FAIL, ("B07",), (f"--error: {text}",))
    assert '"model": "llama3.2"' in doing(found)


def test_the_configuration_could_name_one():
    found = run(asked(error="model is required", one=OPEN))
    assert f"model: llama3.2 for the provider at {HERE}" in doing(found)


def test_left_to_clients():
    found = run(healthy(OPEN))
    assert (found.status, found.ids, found.evidence) == (Status.PASS, ("B07",), (f"{HERE}: no model",))


@pytest.mark.parametrize("facts", [healthy(), healthy(servers=()), asked(error="model 'x' not found")])
def test_nothing_known(facts):
    assert says_nothing(run(facts))
