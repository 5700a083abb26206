"""Cards for containers, and cards that were lost."""

from __future__ import annotations

from dataclasses import replace

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
    lines = into_container(on(Install.DOCKER, containers=(replace(CONTAINER, has_gpu=False),))).commands
    assert "docker run -d --name ollama --gpus=all" in lines[-1]


def test_from_within_a_container_it_is_done_by_hand():
    fix = into_container(healthy())
    assert (fix.commands, "--gpus=all" in fix.title) == ((), True)


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
