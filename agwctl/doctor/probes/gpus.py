"""Graphics cards: nvidia-smi, and the files of the amdgpu driver."""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.doctor.facts.hardware import Consumer, Gpu
from agwctl.doctor.system import System

__all__ = ["consumers", "has_device", "nvidia", "radeon"]

_MIB = 2**20
_CARDS = ("nvidia-smi", "--query-gpu=name,memory.total,memory.free,driver_version", "--format=csv,noheader,nounits")
_PROGRAMS = ("nvidia-smi", "--query-compute-apps=pid,process_name,used_memory", "--format=csv,noheader,nounits")


def has_device(system: System) -> bool:
    """Whether Linux shows a card that Ollama computes on: /dev/nvidia0 and the like, AMD's /dev/kfd."""
    devices = system.names("/dev")
    return "kfd" in devices or any(name.removeprefix("nvidia").isdecimal() for name in devices)


def nvidia(system: System) -> list[Gpu] | None:
    """The cards that nvidia-smi tells, none when it is not there; None when it tells nothing of their memory."""
    ran = system.run(_CARDS, 5.0)
    if ran is None:
        return []
    found = [
        Gpu(name, int(total) * _MIB, int(free) * _MIB, driver)
        for name, total, free, driver in _rows(ran.out, 4)
        if total.isdecimal() and free.isdecimal()
    ]
    return found or None


def consumers(system: System) -> list[Consumer]:
    """The programs that compute on cards of NVIDIA, with the memory that they hold there."""
    ran = system.run(_PROGRAMS, 5.0)
    return [
        Consumer(path.replace("\\", "/").rpartition("/")[2], int(pid), int(used) * _MIB, is_gpu=True)
        for pid, path, used in _rows(ran.out if ran is not None and ran.code == 0 else "", 3)
        if pid.isdecimal() and used.isdecimal()
    ]


def _rows(text: str, fields: int) -> Iterator[list[str]]:
    for line in text.splitlines():
        row = [each.strip() for each in line.split(",")]
        if len(row) == fields:
            yield row


def radeon(system: System) -> list[Gpu]:
    """The cards of the amdgpu driver; those within a processor too, with the memory set aside for them."""
    found = []
    for card in system.names("/sys/class/drm"):
        folder = f"/sys/class/drm/{card}/device"
        total = _number(system, f"{folder}/mem_info_vram_total") if "-" not in card else None
        used = _number(system, f"{folder}/mem_info_vram_used")
        if card.startswith("card") and total is not None and used is not None:
            name = (system.text(f"{folder}/product_name", 256) or "").strip() or "AMD graphics"
            driver = (system.text("/sys/module/amdgpu/version", 64) or "").strip()
            found.append(Gpu(name, total, max(0, total - used), driver))
    return found


def _number(system: System, path: str) -> int | None:
    text = (system.text(path, 64) or "").strip()
    return int(text) if text.isdecimal() else None
