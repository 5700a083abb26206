"""Answers that are spent on thinking."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.thinking_is_expected import run
from tests.doctor.asking import asked, doing, says_nothing
from tests.doctor.healthy import LLAMA, SHOWN, healthy, server

THINKS = server(shown={LLAMA.name: replace(SHOWN, capabilities=("completion", "thinking"))})


@pytest.mark.parametrize(
    "text",
    [
        '{"role":"assistant","content":"","reasoning":"The user wants"},"finish_reason":"length"',
        "{'thinking': 'Okay', 'content': ''}",
        "empty response, only reasoning",
    ],
)
def test_pasted(text: str):
    found = run(asked(error=text))
    assert (found.status, found.ids) == (Status.FAIL, ("C15",))
    assert '"reasoning_effort": "none"' in doing(found)


def test_a_model_that_thinks():
    found = run(asked("llama3.2", one=THINKS))
    assert (found.status, found.ids, "llama3.2 thinks" in found.summary) == (Status.PASS, ("C15",), True)


@pytest.mark.parametrize("facts", [healthy(), healthy(THINKS), asked("llama3.2"), asked(error='"content":""')])
def test_nothing_to_tell(facts):
    assert says_nothing(run(facts))
