"""Cards for containers, and cards that were lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.hardware import Gpu
from agwctl.doctor.fixes.gpu import into_container, is_nvidia, load_driver_again
from agwctl.doctor.install import Install
from agwctl.models.memory import GIB
from tests.doctor.asking import hardware
from tests.doctor.healthy import healthy
from tests.doctor.installations import CONTAINER, on

CARD = hardware(16, 8, gpus=(Gpu("NVIDIA GeForce RTX 3060", 12 * GIB, 11 * GIB),))
RADEON = hardware(16, 8, gpus=(Gpu("AMD Radeon RX 7900", 24 * GIB, 20 * GIB),))


def test_the_container_is_made_with_the_card():
    facts = on(Install.DOCKER, containers=(replace(CONTAINER, has_gpu=False),), hardware=CARD)
    lines = into_container(facts).commands
    assert "docker run -d --name ollama --gpus=all" in lines[-1]


@pytest.mark.parametrize(
    ("card", "container", "words"),
    [(CARD, "docker", "--gpus=all"), (CARD, "kubernetes", "nvidia.com/gpu: 1"), (RADEON, "docker", "/dev/kfd")],
)
def test_from_within_a_container_it_is_done_by_hand(card, container, words):
    fix = into_container(healthy(hardware=card, context=Context("linux", container=container)))
    assert (fix.commands, words in fix.title) == ((), True)


def test_a_card_of_amd_wants_other_words():
    facts = on(Install.DOCKER, containers=(replace(CONTAINER, has_gpu=False),), hardware=RADEON)
    assert "--gpus" not in str(into_container(facts))


def test_whose_card_it_is():
    assert is_nvidia(healthy(hardware=CARD))
    assert not is_nvidia(healthy(hardware=RADEON))
    assert not is_nvidia(healthy())


def test_the_driver_is_loaded_again():
    assert load_driver_again(healthy(hardware=CARD)).commands == (
        "sudo rmmod nvidia_uvm", "sudo modprobe nvidia_uvm", "sudo systemctl restart ollama",
    )  # fmt: skip
    assert load_driver_again(healthy(hardware=RADEON)).commands == ("sudo systemctl restart ollama",)
    assert load_driver_again(on(Install.DOCKER, hardware=CARD)).commands == ("docker restart ollama",)
