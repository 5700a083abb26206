"""A machine for each kind of installation, all well: `on(Install.MACOS_APP, server(dials=(REFUSED,)))`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from agwctl.doctor.facts.containers import Container, PublishedPort
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.facts import Facts, ServerFacts
from agwctl.doctor.facts.service import Service
from agwctl.doctor.facts.sockets import Listener, Process, Sockets
from agwctl.doctor.facts.windows import Windows
from agwctl.doctor.install import Install
from tests.doctor.healthy import OLLAMA, healthy, server

BY_HAND = replace(OLLAMA, user="ada", environment={"OLLAMA_MODELS": "/data/my models", "HOME": "/home/ada"})
DOCKER_PROXY = Process(77, "docker-proxy", ("docker-proxy", "-container-port", "11434"), "root")
CONTAINER = Container(
    "ollama", "ollama/ollama", is_ollama=True, ports=(PublishedPort(11434, "0.0.0.0", 11434),),
    environment={"OLLAMA_HOST": "0.0.0.0:11434", "OLLAMA_MODELS": "/root/.ollama/models", "HTTPS_PROXY": "http://u:p@x"},
    has_gpu=True, volumes=("ollama:/root/.ollama",),
)  # fmt: skip
WSL_GATEWAY = "172.20.0.1"

_MAC = Context("darwin", "macOS 15.1", (15, 1), addresses=("127.0.0.1", "192.168.1.20"), user="ada", shell="zsh")
_MACHINES: dict[Install, dict[str, Any]] = {
    Install.LINUX_SYSTEMD: {},
    Install.LINUX_MANUAL: {
        "service": Service("none", program="/usr/local/bin/ollama"),
        "sockets": Sockets((Listener("127.0.0.1", 11434, BY_HAND),), (BY_HAND,)),
        "environment": {"SHELL": "/bin/bash", "USER": "ada"},
    },
    Install.DOCKER: {
        "service": Service("docker", "ollama", "active"),
        "containers": (CONTAINER,),
        "sockets": Sockets((Listener("0.0.0.0", 11434, DOCKER_PROXY),)),
    },
    Install.MACOS_APP: {"context": _MAC, "service": Service("macos-app"), "launchctl": {}},
    Install.MACOS_BREW: {"context": _MAC, "service": Service("brew"), "launchctl": {}},
    Install.WINDOWS_APP: {
        "context": Context(
            "win32", "Windows 11", (10, 0, 22631), addresses=("127.0.0.1", "192.168.1.20"), shell="powershell"
        ),
        "service": Service("windows-app"),
        "windows": Windows(),
        "environment": {},
    },
    Install.WSL_WINDOWS: {
        "context": Context(
            "linux",
            "Ubuntu 24.04",
            wsl="nat",
            default_gateway=WSL_GATEWAY,
            addresses=("127.0.0.1", "172.20.0.2"),
            shell="bash",
        ),
        "service": Service("none"),
        "sockets": Sockets(),
        "windows": Windows(wsl_address="172.20.0.2"),
    },
    Install.ELSEWHERE: {},
}
_SERVERS = {
    Install.WSL_WINDOWS: server(f"http://{WSL_GATEWAY}:11434", is_here=False),
    Install.ELSEWHERE: server("http://192.168.1.50:11434", is_here=False),
}


def on(install: Install, server_facts: ServerFacts | None = None, **changes: Any) -> Facts:
    """Facts of such a machine; `server_facts` are of its own server, `changes` as for `healthy`."""
    return healthy(server_facts or _SERVERS.get(install), **{**_MACHINES[install], **changes})
