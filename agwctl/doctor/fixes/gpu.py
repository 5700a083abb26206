"""What gives Ollama a graphics card, or gives it back."""

from __future__ import annotations

from dataclasses import replace

from agwctl.doctor.check import Fix
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.hardware import NOTHING_KNOWN
from agwctl.doctor.fixes.container import made_anew, ollama_container
from agwctl.doctor.fixes.service import restart_commands
from agwctl.doctor.install import Install, install_of

__all__ = ["into_container", "is_nvidia", "load_driver_again"]


def is_nvidia(facts: Facts) -> bool:
    """Whether a card of this machine is NVIDIA's, as far as is known."""
    hardware = known_or(facts.hardware, NOTHING_KNOWN)
    return "NVIDIA" in hardware.memory.unknown or any("nvidia" in each.name.lower() for each in hardware.gpus or ())


def into_container(facts: Facts) -> Fix:
    """Gives Ollama's container the cards of its host."""
    if not is_nvidia(facts):
        way = "`--device /dev/kfd --device /dev/dri`, and the image ollama/ollama:rocm"
        return Fix(f"make the container anew with {way}", (), Install.DOCKER.value)
    if known_or(facts.containers, ()) and (found := ollama_container(facts)) is not None:
        facts = replace(facts, containers=(replace(found, has_gpu=True),))
        title = "make the container anew with the GPU, once NVIDIA's container toolkit is installed"
        return Fix(title, made_anew(facts, {}), Install.DOCKER.value)
    if known_or(facts.context, Context("linux")).container == "kubernetes":
        return Fix("give the pod the card: `resources: {limits: {nvidia.com/gpu: 1}}`", (), Install.DOCKER.value)
    toolkit = "once NVIDIA's container toolkit is installed on the host"
    return Fix(f"start this container anew with `--gpus=all`, {toolkit}", (), Install.DOCKER.value)


def load_driver_again(facts: Facts) -> Fix:
    """What brings a card back that was lost when the machine slept."""
    install = install_of(facts)
    reload = ("sudo rmmod nvidia_uvm", "sudo modprobe nvidia_uvm") if _on_linux(install) and is_nvidia(facts) else ()
    return Fix(
        "start Ollama anew, so that it looks for the GPU again", (*reload, *restart_commands(facts)), install.value
    )


def _on_linux(install: Install) -> bool:
    return install in (Install.LINUX_SYSTEMD, Install.LINUX_MANUAL)
