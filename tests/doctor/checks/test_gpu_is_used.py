"""Cards that are there and do nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.gpu_is_used import run
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.hardware import Gpu, Hardware
from agwctl.doctor.install import Install
from agwctl.models.memory import GIB, Memory
from tests.doctor.asking import doing, hardware, loaded, logged, says_nothing, serving
from tests.doctor.healthy import LLAMA, SHOWN, TUNNEL, healthy, server
from tests.doctor.installations import CONTAINER, on

NONE = 'time=1 level=INFO source=gpu.go msg="no compatible GPUs were discovered"'
ON_CPU = 'time=1 level=INFO source=types.go:50 msg="inference compute" id=cpu library=cpu compute="" name=cpu'
ON_CUDA = 'time=1 level=INFO source=types.go:32 msg="inference compute" id=GPU-1 library=CUDA compute=8.6 name=CUDA0'
MEANT = server(ps=(loaded(3 * GIB),), shown={LLAMA.name: replace(SHOWN, parameters="num_ctx 4096\nnum_gpu 0")})
SLOW, FAST = server(ps=(loaded(3 * GIB),)), server(ps=(loaded(3 * GIB, 3 * GIB),))


def card(free: int = 11, total: int = 12, name: str = "NVIDIA GeForce RTX 3060") -> Hardware:
    return hardware(16, free, gpus=(Gpu(name, total * GIB, free * GIB),))


def within(unknown: str) -> dict[str, Any]:
    """A container, and what it sees of its host's card."""
    return {
        "context": Context("linux", container="docker"),
        "hardware": Hardware(Memory(GIB, None, unknown=unknown), None),
    }


@pytest.mark.parametrize(
    ("facts", "id", "summary", "fix"),
    [
        pytest.param(
            healthy(SLOW, hardware=card()),
            "C01",
            "llama3.2:latest runs on the CPU, although there is NVIDIA",
            "nvidia-smi",
            id="loaded",
        ),
        pytest.param(
            logged(ON_CPU, NONE, hardware=card()), "C01", "found no graphics card", "modprobe", id="at its start"
        ),
        pytest.param(
            healthy(SLOW, hardware=card(), sockets=serving(CUDA_VISIBLE_DEVICES="-1")),
            "C01",
            "on the CPU",
            "take CUDA_VISIBLE_DEVICES out",
            id="hidden by a variable",
        ),
        pytest.param(
            logged(ON_CUDA, one=SLOW, hardware=card()), "C04", "was lost since", "sudo modprobe nvidia_uvm", id="lost"
        ),
        pytest.param(
            on(Install.DOCKER, containers=(replace(CONTAINER, has_gpu=False),), hardware=card()),
            "C05",
            "the container ollama was not given",
            "--gpus=all",
            id="not given to the container",
        ),
        pytest.param(
            healthy(**within("there is an NVIDIA card, but no nvidia-smi to ask")),
            "C05",
            "this container does not",
            "--gpus=all",
            id="seen from within",
        ),
        pytest.param(healthy(FAST, hardware=card(12)), "C02", "probably run on the CPU", "install", id="only said"),
    ],
)
def test_not_used(facts: Facts, id: str, summary: str, fix: str):
    found = run(facts)
    assert (found.status, found.ids) == (Status.WARN, (id,))
    assert summary in found.summary
    assert fix in doing(found)


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(healthy(), id="no card"),
        pytest.param(healthy(SLOW), id="a model on the CPU of a laptop"),
        pytest.param(logged(ON_CPU, one=SLOW), id="the log of a laptop"),
        pytest.param(healthy(SLOW, hardware=card(1, 2, "AMD Radeon Graphics")), id="a card within the processor"),
        pytest.param(healthy(FAST, hardware=card(9)), id="used"),
        pytest.param(logged(ON_CUDA, hardware=card()), id="nothing is loaded"),
        pytest.param(logged(ON_CUDA, one=SLOW, hardware=card(2)), id="too large for the card"),
        pytest.param(healthy(SLOW, hardware=card(0)), id="the card is full"),
        pytest.param(healthy(**within("")), id="a container on a machine without a card"),
        pytest.param(on(Install.DOCKER, hardware=card()), id="given to the container"),
        pytest.param(healthy(replace(SLOW, is_here=False), hardware=card()), id="another machine"),
        pytest.param(healthy(MEANT, hardware=card()), id="by its own parameter on the CPU"),
        pytest.param(healthy(SLOW, hardware=card(), sockets=TUNNEL), id="a tunnel to another machine"),
        pytest.param(
            on(Install.DOCKER, containers=(replace(CONTAINER, has_gpu=False),)), id="a container without any card"
        ),
    ],
)
def test_well(facts: Facts):
    assert says_nothing(run(facts))
