"""Runners that ran out of memory: texts of both generations, and what Linux counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.runner_has_memory import run
from agwctl.doctor.facts.hardware import Gpu
from agwctl.doctor.facts.service import Service
from agwctl.models.memory import GIB
from tests.doctor.asking import ANSWERED, asked, doing, hardware, logged, says_nothing
from tests.doctor.healthy import TUNNEL, healthy, server

CARD = Gpu("NVIDIA GeForce RTX 3060", 12 * GIB, 11 * GIB)
KILLED = "llama runner process has terminated: signal: killed"
BAD = ANSWERED.replace("200", "500")
KERNEL = "Out of memory: Killed process 4711 (ollama_llama_se) total-vm:9000000kB, anon-rss:8000000kB"


@pytest.mark.parametrize(
    ("text", "id"),
    [
        (KILLED, "D02"),
        ("llama-server process has terminated: exit status 137", "D02"),
        ("llama-server process has terminated: exit status 1: cudaMalloc failed: out of memory", "D03"),
        ("llama runner process has terminated: CUDA error: out of memory", "D03"),
        ("ggml_vulkan: Device memory allocation failed: ErrorOutOfDeviceMemory", "D03"),
        ("llama-server reported out-of-memory during startup: failed to allocate buffer", "D01"),
    ],
)
def test_pasted(text: str, id: str):
    found = run(asked(error=text))
    assert (found.status, found.ids, found.evidence[0]) == (Status.FAIL, (id,), f"--error: {text}")
    assert "OLLAMA_CONTEXT_LENGTH=4096" in doing(found)
    assert "use llama3.2:latest, the largest" in doing(found)


def test_with_a_card_it_is_the_cards_memory():
    text = "llama-server reported out-of-memory during startup: failed to allocate buffer"
    assert run(asked(error=text, hardware=hardware(16, 8, gpus=(CARD,)))).ids == ("D03",)


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        pytest.param(logged(KILLED), Status.WARN, id="logged"),
        pytest.param(logged(KILLED, ANSWERED), Status.PASS, id="answered since"),
        pytest.param(healthy(hardware=hardware(16, oom_kills=2)), Status.WARN, id="counted"),
        pytest.param(healthy(hardware=hardware(16, kernel_oom=(KERNEL,))), Status.WARN, id="the kernel's log"),
        pytest.param(logged(ANSWERED, hardware=hardware(16, kernel_oom=(KERNEL,))), Status.PASS, id="answered later"),
        pytest.param(logged(ANSWERED, BAD, hardware=hardware(16, oom_kills=1)), Status.WARN, id="and failed again"),
        pytest.param(healthy(service=Service(), hardware=hardware(16, oom_kills=1)), Status.PASS, id="of any program"),
        pytest.param(
            logged(BAD, service=Service(), hardware=hardware(16, oom_kills=1)), Status.WARN, id="and an answer failed"
        ),
    ],
)
def test_seen(facts, status: Status):
    assert (run(facts).status, run(facts).ids) == (status, ("D02",))


def test_another_programs_end_is_not_ollamas():
    facts = healthy(hardware=hardware(16, kernel_oom=(KERNEL.replace("ollama_llama_se", "firefox"),)))
    assert run(facts).ids == ()


@pytest.mark.parametrize(
    "facts", [healthy(replace(server("http://10.0.0.9:11434"), is_here=False)), healthy(sockets=TUNNEL)]
)
def test_another_machines_kernel_is_not_this_one(facts):
    assert run(replace(facts, hardware=hardware(16, oom_kills=2, kernel_oom=(KERNEL,)))).ids == ()


def test_whether_it_was_for_memory():
    assert "probably" in run(asked(error=KILLED)).summary
    assert "probably" not in run(asked(error=KILLED, hardware=hardware(16, kernel_oom=(KERNEL,)))).summary


def test_what_leaves_more_memory():
    assert "raise the memory limit" in doing(run(asked(error=KILLED, hardware=hardware(16, oom_kills=1))))


def test_well():
    assert says_nothing(run(healthy()))
