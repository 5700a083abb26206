"""A graphics card that is there is used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agwctl.doctor.check import Check, Finding, Fix, Link, not_needed, passed, warned
from agwctl.doctor.evidence.port_owner import runs_here
from agwctl.doctor.evidence.server_settings import server_variable
from agwctl.doctor.evidence.texts import current_lines
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import Unread, known, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.hardware import Gpu, Hardware
from agwctl.doctor.fixes.container import ollama_container
from agwctl.doctor.fixes.gpu import into_container, load_driver_again
from agwctl.doctor.fixes.install import install
from agwctl.doctor.fixes.service import restart
from agwctl.doctor.install import Install, install_of
from agwctl.models.figures import binary_size
from agwctl.models.memory import GIB
from agwctl.ollama.replies import Running, Shown

__all__ = ["META", "run"]

META = Check(
    "gpu-is-used",
    Link.PLACEMENT,
    "{server} uses the graphics card",
    ids=("C01", "C02", "C04", "C05"),
    needs=(
        "it-is-ollama",
        "host-is-accepted",
    ),
    matters=False,
)

_COMPUTE = re.compile(r'msg="inference compute".*?library=(\w+)')
_REFUSED = re.compile(
    r"no compatible GPUs were discovered"
    r"|AMD driver is too old|skipping CUDA device|dropping integrated GPU|failure during \S+ GPU discovery"
    r"|unable to load (?:cuda|nvidia)|cuda driver library failed",
    re.IGNORECASE,
)
_OWN = 5 * GIB
"""Graphics memory up to which a card of AMD's may be a part of the processor, which Ollama leaves alone."""
_LONGEST = 200
"""Characters of a line of the log that are shown."""
_LEAST = GIB
"""Free graphics memory with which at least some layers are put on the card."""
_HIDDEN = ("CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "OLLAMA_LLM_LIBRARY")


def run(facts: Facts) -> Finding:
    if not runs_here(facts):
        return not_needed("the hardware of the machine that it runs on is not known")
    hardware = known(facts.hardware)
    cards = [each for each in hardware.gpus or () if each.total > _OWN or "nvidia" in each.name.lower()]
    found = next(_not_given(facts, hardware, cards), None)
    if found is not None:
        return found
    if not cards:
        return not_needed("there is no graphics card that Ollama uses: models run on the CPU")
    found = next((finding for step in (_on_cpu, _idle) for finding in step(facts, cards)), None)
    return found or passed(f"{cards[0].name}: nothing speaks against its being used")


def _not_given(facts: Facts, hardware: Hardware, cards: list[Gpu]) -> Iterator[Finding]:
    """A container that the card was not given to, seen from within and from its host."""
    context = known_or(facts.context, Context("linux"))
    if context.container and "NVIDIA" in hardware.memory.unknown and not hardware.has_gpu_device:
        summary, evidence = "the host has a graphics card, and this container does not", "/proc/driver/nvidia is there"
        yield warned("C05", summary, [f"{evidence}, /dev/nvidia0 is not"], [into_container(facts)])
    container = ollama_container(facts) if install_of(facts) is Install.DOCKER else None
    if cards and container is not None and not container.has_gpu:
        evidence = f"{container.engine} inspect {container.name}: no devices"
        summary = f"the container {container.name} was not given the graphics card: its models run on the CPU"
        yield warned("C05", summary, [evidence, f"this machine: {cards[0].name}"], [into_container(facts)])


def _on_cpu(facts: Facts, cards: list[Gpu]) -> Iterator[Finding]:
    """What runs without the card: it was never found, or was found and lost."""
    rows = [row for row in known_or(facts.server.ps, ()) if row.size and not row.size_vram and not _wanted(facts, row)]
    libraries = [found[1] for line in current_lines(facts, "inference compute") if (found := _COMPUTE.search(line))]
    found_at_start = any(each.lower() != "cpu" for each in libraries)
    free, card = max(each.free for each in cards), cards[0].name
    evidence = [f"GET /api/ps: {row.name} size {row.size}, size_vram 0" for row in rows] + _seen(facts, cards)
    if rows and found_at_start and free > rows[0].size:
        summary = f"{rows[0].name} runs on the CPU: {card}, which Ollama found when it started, was lost since"
        yield warned("C04", summary, evidence, [load_driver_again(facts)])
    elif rows and not found_at_start and free > _LEAST:
        yield warned("C01", f"{rows[0].name} runs on the CPU, although there is {card}", evidence, _remedies(facts))
    elif libraries and not found_at_start:
        summary = f"Ollama found no graphics card when it started, although there is {card}"
        yield warned("C01", summary, evidence, _remedies(facts))


def _wanted(facts: Facts, row: Running) -> bool:
    """Whether the model itself says that it is to run on the CPU."""
    shown = facts.server.shown.get(row.name)
    return isinstance(shown, Shown) and re.search(r"^num_gpu\s+0\s*$", shown.parameters, re.MULTILINE) is not None


def _idle(facts: Facts, cards: list[Gpu]) -> Iterator[Finding]:
    """A card on which models are said to be, and that holds next to nothing."""
    said = sum(row.size_vram for row in known_or(facts.server.ps, ()))
    used = sum(each.total - each.free for each in cards)
    if said > GIB // 2 and used < said // 2:
        taken = f"{binary_size(said)} of graphics memory, and only {binary_size(used)} of it is in use"
        summary = f"Ollama says that its models take {taken}: they probably run on the CPU"
        yield warned("C02", summary, _seen(facts, cards), [install(facts)])


def _seen(facts: Facts, cards: list[Gpu]) -> list[str]:
    told = [line.strip()[:_LONGEST] for line in current_lines(facts) if _REFUSED.search(line)]
    return [f"this machine: {_card(each)}" for each in cards] + [f"log: {line}" for line in told[-2:]]


def _card(card: Gpu) -> str:
    driver = f" (driver {card.driver})" if card.driver else ""
    return f"{card.name}{driver}, {binary_size(card.free)} of {binary_size(card.total)} free"


def _remedies(facts: Facts) -> list[Fix]:
    settings = {name: server_variable(facts, name) for name in _HIDDEN}
    hidden = [name for name, setting in settings.items() if not isinstance(setting, Unread) and setting.value]
    if hidden:
        return [Fix(f"take {' and '.join(hidden)} out of the server's variables"), restart(facts)]
    driver = "when that does not help: the card's driver (nvidia-smi has to list it), then Ollama's installation"
    return [load_driver_again(facts), Fix(driver)]
