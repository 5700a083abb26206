"""Runners that crash, hang, or are left behind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks import runner_has_memory, runner_is_alive
from agwctl.doctor.checks.runner_is_alive import run
from agwctl.doctor.engine import diagnose
from agwctl.doctor.facts.hardware import Gpu
from agwctl.doctor.facts.sockets import Process
from agwctl.models.memory import GIB
from tests.doctor.asking import ANSWERED, asked, doing, hardware, loaded, logged, says_nothing, serving
from tests.doctor.healthy import OLLAMA, answer, healthy, server

UNEXPECTED = "model runner has unexpectedly stopped, this may be due to resource limitations or an internal error"
NOW = "Wed, 25 Nov 2026 12:00:00 GMT"
AT = 1_795_608_000
"""The same in seconds since 1970."""


@pytest.mark.parametrize(
    ("text", "id", "summary", "fix"),
    [
        (UNEXPECTED, "D08", "the program that ran a model ended", "log"),
        ("llama runner process has terminated: signal: illegal instruction", "D08", "another processor", "install.sh"),
        ("llama-server process has terminated: exit status 3", "D08", "'exit status 3'", "install.sh"),
        ("an error was encountered while running the model: unexpected EOF", "D08", "ended", "log"),
        (
            "error starting llama-server: llama-server binary not found (checked: /a). Run 'cmake'",
            "D08",
            "lacks the program",
            "install Ollama",
        ),
        (
            "llama3:latest  365c0bd3c000  6.7 GB  100% CPU  Stopping...",
            "C16",
            "does not go",
            "systemctl restart ollama",
        ),
    ],
)
def test_pasted(text: str, id: str, summary: str, fix: str):
    found = run(asked(error=text))
    assert (found.status, found.ids) == (Status.FAIL, (id,))
    assert summary in found.summary
    assert fix in doing(found)


def test_a_card_may_be_the_cause():
    facts = asked(error=UNEXPECTED, hardware=hardware(16, 8, gpus=(Gpu("NVIDIA", 8 * GIB, 8 * GIB),)))
    assert "CUDA_VISIBLE_DEVICES=-1" in doing(run(facts))


@pytest.mark.parametrize(
    ("lines", "status"),
    [((UNEXPECTED,), Status.WARN), ((UNEXPECTED, ANSWERED), Status.PASS), (("Stopping...",), Status.PASS)],
)
def test_in_the_log(lines: tuple[str, ...], status: Status):
    assert run(logged(*lines)).status is status


def test_an_answer_that_ended_badly():
    bad = ANSWERED.replace("200", "500")
    assert (run(logged(bad)).status, run(logged(bad)).ids) == (Status.PASS, ("D08",))
    assert run(logged(bad, ANSWERED)).ids == ()


@pytest.mark.parametrize(
    ("expires", "ids"),
    [(AT - 3600, ("C16",)), (AT - 20, ()), (AT + 300, ()), (9_000_000_000, ())],
)
def test_a_model_that_does_not_go(expires: int, ids: tuple[str, ...]):
    one = server(ps=(loaded(GIB, expires=expires * 10**9),), version_answer=answer(200, "{}", date=NOW))
    assert run(healthy(one)).ids == ids
    assert run(healthy(replace(one, version_answer=answer(200, "{}", date="then")))).ids == ()


@pytest.mark.parametrize(
    ("name", "command", "parent", "status", "ids"),
    [
        ("ollama", ("ollama", "runner", "--model", "x"), 1, Status.WARN, ("D05",)),
        ("llama-server", ("/usr/lib/ollama/llama-server",), 1, Status.WARN, ("D05",)),
        ("ollama", ("ollama", "runner"), OLLAMA.pid, Status.PASS, ("D05",)),
        ("ollama", ("ollama", "run", "x"), 500, Status.PASS, ()),
        ("ollama", ("ollama", "runner"), 500, Status.PASS, ()),
    ],
)
def test_left_behind(name: str, command: tuple[str, ...], parent: int, status: Status, ids: tuple[str, ...]):
    left = Process(4711, name, command, "ada", parent=parent)
    sockets = serving()
    facts = healthy(sockets=replace(sockets, ollamas=(*sockets.ollamas, left)))
    assert (run(facts).status, run(facts).ids) == (status, ids)
    loading = replace(facts, server=replace(facts.server, ps=(loaded(GIB),)))
    assert run(loading).ids == ()


def test_well():
    assert says_nothing(run(healthy()))


def test_one_that_was_killed_did_not_crash_by_itself():
    facts = asked(error="llama runner process has terminated: signal: killed")
    checked = {each.check.id: each for each in diagnose(facts, [runner_has_memory, runner_is_alive]).checked}
    assert checked["runner-is-alive"].blames == "runner-has-memory"
