"""All probes on machines whose commands hang, flood, babble or leave programs behind."""

from __future__ import annotations

import os
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.service import Service
from agwctl.doctor.facts.sockets import Sockets
from agwctl.doctor.probes import containers, context, hardware, log, macos, service, sockets, stores, windows
from agwctl.doctor.system import System, run_command
from tests.doctor.probes.recorded import machine

COMMANDS = (
    "systemctl", "journalctl", "docker", "podman", "nvidia-smi", "wslinfo", "ip", "lsof", "ps", "sw_vers", "ifconfig",
    "uname", "cmd", "ipconfig", "powershell", "reg", "netsh", "wsl", "launchctl", "sysctl", "vm_stat",
)  # fmt: skip
BEHAVIOURS = {
    "hang": "exec sleep 60",
    "flood": "exec yes LoadState=loaded",
    "babble": "exec head -c 300000 /dev/urandom",
    "leave something behind": "sleep 60 & echo LoadState=loaded",
    "fail": "echo no >&2; exit 1",
}
FILES = {
    "/run/systemd/system/x": "",
    "/var/run/docker.sock": "",
    "/proc/version": "Linux version 5.15 microsoft-standard-WSL2",
    "/proc/net/tcp": "",
    "/proc/meminfo": "MemAvailable: 1024 kB\n",
    "/proc/driver/nvidia/version": "",
    "/home/ada/.local/share/containers/storage/overlay-containers/containers.json": "[{}]",
    "/home/ada/Library/LaunchAgents/homebrew.mxcl.ollama.plist": "",
}
HASTE = 40
"""The probes' patience is divided by this."""


@pytest.fixture(params=BEHAVIOURS)
def behaviour(request, tmp_path, monkeypatch):
    for name in COMMANDS:
        (tmp_path / name).write_text(f"#!/bin/sh\n{BEHAVIOURS[request.param]}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")


def machine_of(root: Path, platform: str) -> System:
    made = machine(root, FILES, platform=platform, environ={"LOCALAPPDATA": "/local"})
    return System(made.platform, made.root, made.environ, made.home, lambda command, s: run_command(command, s / HASTE))


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_probes_end_in_time_and_with_a_fact(behaviour, tmp_path, platform):
    system, begun = machine_of(tmp_path / "root", platform), time.monotonic()
    where, seen = context.read(system), sockets.read(system)
    assert isinstance(where, Context)
    assert isinstance(seen, Sockets | Unread)
    assert isinstance(service.read(system, seen), Service)
    with ThreadPoolExecutor() as threads:
        reading: list[Future[Any]] = [
            threads.submit(log.read, system, Service("systemd")),
            threads.submit(log.read, system, Service("docker")),
            threads.submit(hardware.read, system, Service(), seen),
            threads.submit(stores.read, system, Service(), seen, ()),
            threads.submit(containers.read, system),
            threads.submit(windows.read, system, where),
            threads.submit(macos.launchctl, system),
        ]
    assert all(each.result() is not None for each in reading)
    assert time.monotonic() - begun < 15
