"""What a model can run on."""

from __future__ import annotations

import os

import pytest

from agwctl.doctor.facts.hardware import Consumer, Gpu, Hardware
from agwctl.doctor.facts.service import Service
from agwctl.doctor.facts.sockets import Process, Sockets
from agwctl.doctor.probes.hardware import read
from agwctl.doctor.system import Ran, this_system
from agwctl.models.memory import GIB
from tests.doctor.probes.recorded import data, machine, process

MEMINFO = {"/proc/meminfo": "MemTotal: 33554432 kB\nMemFree: 1048576 kB\nMemAvailable: 16777216 kB\n"}
CARDS = {"nvidia-smi --query-gpu=name": data("nvidia_cards.txt")}
PROGRAMS = {"nvidia-smi --query-compute-apps": data("nvidia_programs.txt")}
AMD = "/sys/class/drm/card1/device"
RADEON = {
    f"{AMD}/mem_info_vram_total": f"{16 * GIB}\n",
    f"{AMD}/mem_info_vram_used": f"{GIB}\n",
    f"{AMD}/product_name": "AMD Radeon RX 7800 XT\n",
    "/sys/class/drm/card1-DP-1/device/mem_info_vram_total": "5\n",  # a monitor
    "/sys/class/drm/card0/device/vendor": "0x8086\n",
    "/sys/module/amdgpu/version": "6.10.5\n",
}
MIB = 2**20


def hardware(root, files=None, commands=None, service=None, sockets=None, **of_system):
    found = read(
        machine(root, MEMINFO | (files or {}), commands, **of_system), service or Service(), sockets or Sockets()
    )
    assert isinstance(found, Hardware)
    return found


def test_a_machine_without_a_card(tmp_path):
    found = hardware(tmp_path)
    assert (found.memory.ram, found.memory.gpus, found.gpus, found.has_gpu_device) == (16 * GIB, (), (), False)


def test_nvidia(tmp_path):
    found = hardware(tmp_path, {"/dev/nvidia0": "", "/dev/nvidiactl": ""}, CARDS | PROGRAMS)
    assert found.gpus == (
        Gpu("NVIDIA GeForce RTX 4090", 24564 * MIB, 18230 * MIB, "570.86.15"),
        Gpu("NVIDIA GeForce RTX 3060", 12288 * MIB, 12011 * MIB, "570.86.15"),
    )
    assert found.memory.gpus == (18230 * MIB, 12011 * MIB)
    assert found.has_gpu_device
    assert found.consumers == (Consumer("python3.11", 4120, 5322 * MIB, is_gpu=True),)


def test_nobody_is_asked_who_uses_a_card_that_is_free(tmp_path):
    idle = {"nvidia-smi --query-gpu=name": "NVIDIA RTX A2000, 12288, 12200, 570.86.15\n"}
    assert hardware(tmp_path, {}, idle | PROGRAMS).consumers == ()


@pytest.mark.parametrize(
    "printed",
    [data("nvidia_unified.txt"), Ran(9, "NVIDIA-SMI has failed because it couldn't communicate\n"), "", "\0\ufffd"],
)
def test_nvidia_that_does_not_tell(tmp_path, printed):
    found = hardware(tmp_path, {"/dev/nvidia0": ""}, {"nvidia-smi": printed})
    assert (found.gpus, found.memory.gpus, found.has_gpu_device) == (None, None, True)


def test_a_driver_without_its_program(tmp_path):
    found = hardware(tmp_path, {"/proc/driver/nvidia/version": ""})
    assert found.gpus is None


def test_amd(tmp_path):
    found = hardware(tmp_path, RADEON | {"/dev/kfd": ""})
    assert found.gpus == (Gpu("AMD Radeon RX 7800 XT", 16 * GIB, 15 * GIB, "6.10.5"),)
    assert found.memory.gpus == (15 * GIB,)
    assert found.has_gpu_device


@pytest.mark.parametrize("value", ["", "many\n", "-1\n", "\0"])
def test_amd_that_does_not_tell(tmp_path, value):
    assert hardware(tmp_path, RADEON | {f"{AMD}/mem_info_vram_used": value}).gpus == ()


SERVICE_GROUP = "/system.slice/ollama.service"


@pytest.mark.parametrize(
    ("files", "kills"),
    [
        ({f"/sys/fs/cgroup{SERVICE_GROUP}/memory.events": "low 0\nmax 9\noom 3\noom_kill 2\n"}, 2),
        (
            {
                "/proc/812/cgroup": f"4:memory:{SERVICE_GROUP}\n",
                f"/sys/fs/cgroup/memory{SERVICE_GROUP}/memory.oom_control": "under_oom 0\noom_kill 5\n",
            },
            5,
        ),
        ({"/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/memory.events": "oom_kill 7\n"}, 7),
        ({"/proc/self/cgroup": "0::/term.scope\n", "/sys/fs/cgroup/term.scope/memory.events": "oom_kill 4\n"}, 0),
        ({f"/sys/fs/cgroup{SERVICE_GROUP}/memory.events": "oom_kill x\n"}, 0),
        ({}, 0),
    ],
)  # fmt: skip
def test_kills_of_control_groups(tmp_path, files, kills):
    files = {"/proc/812/cgroup": f"0::{SERVICE_GROUP}\n"} | files
    assert hardware(tmp_path, files, service=Service("systemd", main_pid=812)).oom_kills == kills


def test_the_kernels_log(tmp_path):
    (line,) = hardware(tmp_path, {"/dev/kmsg": data("kmsg.txt")}).kernel_oom
    assert line.startswith("Memory cgroup out of memory: Killed process 4242 (llama-server) total-vm:12034812kB")


def test_a_kernels_log_of_garbage(tmp_path):
    assert hardware(tmp_path, {"/dev/kmsg": b"\xff\0;Killed\n" * 50_000}).kernel_oom == ()


def test_who_takes_the_memory(tmp_path):
    for pid in (10, 11, 12):
        process(
            tmp_path, pid, "/usr/lib/firefox/firefox", resident=150 * pid * 256 // 10, shared=25 * 256
        )  # 4 KiB pages
    process(tmp_path, 20, "/usr/local/bin/ollama serve", resident=900 * 256)
    process(tmp_path, 21, "/opt/llama-server --port 1", resident=900 * 256)
    process(tmp_path, 22, "/usr/bin/runner", resident=900 * 256)
    process(tmp_path, 30, "/usr/bin/vim", resident=40 * 256)
    sockets = Sockets((), (Process(22, "runner"),))
    page = os.sysconf("SC_PAGE_SIZE")
    (firefox,) = hardware(tmp_path, sockets=sockets).consumers
    assert firefox == Consumer("firefox", 12, page * 256 * (150 + 165 + 180 - 3 * 25), is_gpu=False)


def test_no_more_than_five(tmp_path):
    for pid in range(10, 20):
        process(tmp_path, pid, f"/usr/bin/program{pid}", resident=pid * 25_600)
    assert [each.pid for each in hardware(tmp_path).consumers] == [19, 18, 17, 16, 15]


MACOS = {
    "sysctl -n hw.memsize": f"{32 * GIB}\n",
    "sysctl -n hw.optional.arm64": "1\n",
    "vm_stat": "Mach Virtual Memory Statistics: (page size of 16384 bytes)\nPages free:    1048576.\n",
    "ps -axo pid=,rss=,comm=": "  501 3145728 /Applications/Google Chrome.app/Contents/MacOS/Google Chrome\n"
    "  812 9000000 /Applications/Ollama.app/Contents/Resources/ollama\n    1 100 /sbin/launchd\nx y\n",
}


def test_apple(tmp_path):
    found = hardware(tmp_path, {}, MACOS, platform="darwin")
    assert found.memory.is_shared
    assert found.gpus == (Gpu("Apple graphics", 16 * GIB, 16 * GIB),)
    assert found.has_gpu_device
    assert found.consumers == (Consumer("Google Chrome", 501, 3 * GIB, is_gpu=False),)


def test_windows(tmp_path):
    found = hardware(tmp_path, {}, CARDS, platform="win32")
    assert found.gpus is not None and len(found.gpus) == 2


def test_this_machine():
    found = read(this_system(os.environ), Service(), Sockets())
    assert isinstance(found, Hardware) and found.memory.ram
