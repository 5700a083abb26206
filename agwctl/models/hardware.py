"""What this machine has free: RAM within its container's limits, and graphics memory.

Linux: MemAvailable of /proc/meminfo and the limits of the control groups that this process is in (v1 and v2), whose
reclaimable file cache counts as free; amdgpu's mem_info_vram_* files. nvidia-smi wherever it is installed. macOS: the
pages that vm_stat calls free, inactive, purgeable or speculative; Metal lets a program have two thirds of the RAM,
three quarters above 36 GiB. Windows: GlobalMemoryStatusEx.
"""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from agwctl.models.memory import GIB, Memory

__all__ = ["this_machine"]

Run = Callable[[Sequence[str]], str | None]

_NO_LIMIT = 2**60
"""Control groups v1 write a number near 2**63 for none."""
_REUSABLE = re.compile(r"Pages (?:free|inactive|purgeable|speculative):\s+(\d+)")


def this_machine(platform: str = sys.platform, root: Path = Path("/"), run: Run | None = None) -> Memory:
    """The free memory here; `root` and `run` (a command's output, or None) are the system that is looked at."""
    run = run or _output
    if platform == "darwin":
        return _apple(run)
    ram = _windows_ram() if platform == "win32" else _linux_ram(root)
    gpus, unknown = _gpus(root, run)
    if ram is None:
        unknown = unknown or "the free RAM cannot be read"
    return Memory(ram, gpus, unknown=unknown)


def _output(command: Sequence[str]) -> str | None:
    """What a command prints; None when it is not installed, empty when it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10)
    except FileNotFoundError:
        return None
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""


def _gpus(root: Path, run: Run) -> tuple[tuple[int, ...] | None, str]:
    """Free bytes of each graphics card, and what is in the way of telling them."""
    amd = list(_amd(root))
    printed = run(["nvidia-smi", "--query-gpu=memory.free", "--format=csv,noheader,nounits"])
    if printed is None and (root / "proc/driver/nvidia").exists():
        return None, "there is an NVIDIA card, but no nvidia-smi to ask"
    lines = (printed or "").split()
    if printed is not None and not (lines and all(line.isdigit() for line in lines)):
        return None, "nvidia-smi does not tell the free graphics memory"
    return (*(int(line) * 2**20 for line in lines), *amd), ""


def _amd(root: Path) -> Iterator[int]:
    for total in sorted(root.glob("sys/class/drm/card*/device/mem_info_vram_total")):
        used = _number(total.with_name("mem_info_vram_used"))
        size = _number(total)
        if size is not None and used is not None:
            yield max(0, size - used)


def _linux_ram(root: Path) -> int | None:
    found = re.search(r"^MemAvailable:\s+(\d+) kB", _text(root / "proc/meminfo"), re.MULTILINE)
    if found is None:
        return None
    return min([int(found[1]) * 1024, *_limits(root)])


def _limits(root: Path) -> Iterator[int]:
    """What each control group above this process leaves; in a container its own group is the root of what it sees."""
    for line in _text(root / "proc/self/cgroup").splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers == "":
            yield from _left(root / "sys/fs/cgroup", path, "memory.max", "memory.current", "inactive_file")
        elif "memory" in controllers.split(","):
            files = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
            yield from _left(root / "sys/fs/cgroup/memory", path, *files)


def _left(mount: Path, path: str, limit_file: str, usage_file: str, cache: str) -> Iterator[int]:
    group = mount / path.lstrip("/")
    for folder in (group, *group.parents):
        limit, usage = _number(folder / limit_file), _number(folder / usage_file)
        if limit is not None and usage is not None and limit < _NO_LIMIT:
            reclaimable = re.search(rf"^{cache} (\d+)$", _text(folder / "memory.stat"), re.MULTILINE)
            yield max(0, limit - usage + (int(reclaimable[1]) if reclaimable else 0))
        if folder == mount:
            return


def _number(file: Path) -> int | None:
    text = _text(file).strip()
    return int(text) if text.isdigit() else None


def _text(file: Path) -> str:
    """The file's text; empty when it is not there or not for us to read, as in many containers."""
    try:
        return file.read_text("utf-8", "replace")
    except OSError:
        return ""


def _apple(run: Run) -> Memory:
    total, pages = (run(["sysctl", "-n", "hw.memsize"]) or "").strip(), run(["vm_stat"]) or ""
    page = re.search(r"page size of (\d+) bytes", pages)
    if not total.isdigit() or page is None:
        return Memory(None, None, unknown="neither sysctl hw.memsize nor vm_stat tells the memory")
    ram = sum(map(int, _REUSABLE.findall(pages))) * int(page[1])
    if (run(["sysctl", "-n", "hw.optional.arm64"]) or "").strip() != "1":
        return Memory(ram, ())  # Ollama uses no graphics card of an Intel Mac
    allowed = int(total) * 3 // 4 if int(total) > 36 * GIB else int(total) * 2 // 3
    return Memory(ram, (min(allowed, ram),), is_shared=True)


class _Status(ctypes.Structure):
    """MEMORYSTATUSEX. Source: Windows' sysinfoapi.h."""

    _fields_ = [
        ("length", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        *((name, ctypes.c_uint64) for name in ("total", "free", "total_page", "free_page", "total_virtual")),
        *((name, ctypes.c_uint64) for name in ("free_virtual", "free_extended")),
    ]


def _windows_ram() -> int | None:
    status = _Status(length=ctypes.sizeof(_Status))
    windll = getattr(ctypes, "windll", None)  # only there on Windows
    if windll is None or not windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
        return None
    return int(status.free)
