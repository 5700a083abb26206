"""The free memory of a machine, by the files and commands of one that is made up."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from agwctl.models.hardware import Run, this_machine
from agwctl.models.memory import GIB

MEMINFO = "MemTotal:       33554432 kB\nMemFree:         1048576 kB\nMemAvailable:   16777216 kB\n"


def machine(root: Path, files: dict[str, str]) -> Path:
    for name, text in {"proc/meminfo": MEMINFO, **files}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def answers(**printed: str) -> Run:
    """Commands by name; those that are not named are not installed."""

    def run(command: Sequence[str]) -> str | None:
        return printed.get(command[-1].replace(".", "_") if command[0] == "sysctl" else command[0].replace("-", "_"))

    return run


NOTHING = answers()


def test_available_memory(tmp_path):
    found = this_machine("linux", machine(tmp_path, {}), NOTHING)
    assert (found.ram, found.gpus) == (16 * GIB, ())


LIMITS = {
    "v2": (
        {
            "proc/self/cgroup": "0::/system.slice/ollama.service\n",
            "sys/fs/cgroup/system.slice/ollama.service/memory.max": str(4 * GIB),
            "sys/fs/cgroup/system.slice/ollama.service/memory.current": str(3 * GIB),
            "sys/fs/cgroup/system.slice/ollama.service/memory.stat": f"anon 1\ninactive_file {GIB}\n",
        },
        2 * GIB,
    ),
    "v2 of the parent": (
        {
            "proc/self/cgroup": "0::/kubepods/pod1/abc\n",
            "sys/fs/cgroup/kubepods/pod1/abc/memory.max": "max\n",
            "sys/fs/cgroup/kubepods/pod1/abc/memory.current": "1\n",
            "sys/fs/cgroup/kubepods/pod1/memory.max": str(8 * GIB),
            "sys/fs/cgroup/kubepods/pod1/memory.current": str(6 * GIB),
        },
        2 * GIB,
    ),
    "v2 in a container": (
        {
            "proc/self/cgroup": "0::/\n",
            "sys/fs/cgroup/memory.max": str(3 * GIB),
            "sys/fs/cgroup/memory.current": "0",
        },
        3 * GIB,
    ),
    "v1": (
        {
            "proc/self/cgroup": "5:cpu:/\n4:memory:/docker/abc\n",
            "sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes": str(6 * GIB),
            "sys/fs/cgroup/memory/docker/abc/memory.usage_in_bytes": str(5 * GIB),
            "sys/fs/cgroup/memory/docker/abc/memory.stat": f"inactive_file 7\ntotal_inactive_file {2 * GIB}\n",
        },
        3 * GIB,
    ),
    "v1 without a limit": (
        {
            "proc/self/cgroup": "4:memory:/\n",
            "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712",
            "sys/fs/cgroup/memory/memory.usage_in_bytes": "1",
        },
        16 * GIB,
    ),
    "over its limit": (
        {"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "10", "sys/fs/cgroup/memory.current": "20"},
        0,
    ),
    "larger than the machine": (
        {"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": str(99 * GIB), "sys/fs/cgroup/memory.current": "0"},
        16 * GIB,
    ),
}


@pytest.mark.parametrize("name", LIMITS)
def test_limits_of_containers(tmp_path, name):
    files, free = LIMITS[name]
    assert this_machine("linux", machine(tmp_path, files), NOTHING).ram == free


def test_no_proc(tmp_path):
    found = this_machine("linux", tmp_path, NOTHING)
    assert found.ram is None
    assert found.unknown == "the free RAM cannot be read"


def test_nvidia(tmp_path):
    found = this_machine("linux", machine(tmp_path, {}), answers(nvidia_smi="22000\n8000\n"))
    assert found.gpus == (22000 * 2**20, 8000 * 2**20)


@pytest.mark.parametrize("printed", ["", "[N/A]\n", "No devices were found\n"])
def test_nvidia_that_does_not_tell(tmp_path, printed):
    found = this_machine("linux", machine(tmp_path, {}), answers(nvidia_smi=printed))
    assert (found.ram, found.gpus) == (16 * GIB, None)
    assert "nvidia-smi" in found.unknown


def test_a_driver_without_its_command(tmp_path):
    found = this_machine("linux", machine(tmp_path, {"proc/driver/nvidia/version": "x"}), NOTHING)
    assert found.gpus is None


def test_amd(tmp_path):
    card = "sys/class/drm/card1/device/mem_info_vram_"
    files = {f"{card}total": str(16 * GIB), f"{card}used": str(GIB), "sys/class/drm/card0/device/vendor": "0x8086"}
    assert this_machine("linux", machine(tmp_path, files), NOTHING).gpus == (15 * GIB,)


VM_STAT = """Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                              131072.
Pages active:                            999999.
Pages inactive:                          524288.
Pages speculative:                        65536.
Pages throttled:                              0.
Pages wired down:                        111111.
Pages purgeable:                          65536.
"""


@pytest.mark.parametrize(
    ("total", "gpu"),
    [(16 * GIB, 16 * GIB * 2 // 3), (12 * GIB, 8 * GIB), (64 * GIB, 12 * GIB), (8 * GIB, 8 * GIB * 2 // 3)],
)
def test_apple_silicon_shares_its_memory(tmp_path, total, gpu):
    run = answers(hw_memsize=f"{total}\n", hw_optional_arm64="1\n", vm_stat=VM_STAT)
    found = this_machine("darwin", tmp_path, run)
    assert found.ram == 12 * GIB
    assert found.gpus == (gpu,)
    assert found.is_shared


def test_intel_macs_have_no_card_for_ollama(tmp_path):
    run = answers(hw_memsize=str(16 * GIB), hw_optional_arm64="", vm_stat=VM_STAT)
    assert this_machine("darwin", tmp_path, run).gpus == ()


def test_a_mac_that_does_not_tell(tmp_path):
    found = this_machine("darwin", tmp_path, NOTHING)
    assert (found.ram, found.gpus) == (None, None)
    assert "vm_stat" in found.unknown


@pytest.mark.skipif(sys.platform == "win32", reason="there it tells")
def test_windows_elsewhere(tmp_path):
    found = this_machine("win32", tmp_path, NOTHING)
    assert (found.ram, found.gpus) == (None, ())


def test_this_very_machine():
    found = this_machine()
    assert found.ram is None or found.ram > 0
