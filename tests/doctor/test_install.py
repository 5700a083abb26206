"""Which installation a server is of: by who holds its port, before what starts Ollama on the machine otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.facts.containers import Container, PublishedPort
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.service import Service
from agwctl.doctor.facts.sockets import Listener, Process, Sockets
from agwctl.doctor.install import Install, install_of
from tests.doctor.healthy import OLLAMA, TUNNEL, healthy, server
from tests.doctor.installations import on

BY_HAND = Process(4100, "ollama", ("ollama", "serve"), "ada")
CONTAINED = replace(BY_HAND, container="3f" * 32)
PUBLISHED = Container("o", "ollama/ollama", is_ollama=True, ports=(PublishedPort(11434, "0.0.0.0", 11434),))
MAC = Context("darwin")


def held(process, port=11434):
    return Sockets((Listener("127.0.0.1", port, process),), ())


@pytest.mark.parametrize("install", list(Install))
def test_a_machine_of_each_kind(install):
    assert install_of(on(install)) is install


@pytest.mark.parametrize(
    ("install", "changes"),
    [
        (Install.LINUX_SYSTEMD, {"sockets": held(OLLAMA)}),
        (Install.LINUX_SYSTEMD, {"sockets": held(None)}),
        (Install.LINUX_SYSTEMD, {"sockets": held(BY_HAND, port=8080)}),
        (Install.LINUX_SYSTEMD, {"sockets": Unread("no")}),
        (Install.LINUX_SYSTEMD, {"sockets": held(Process(9, "nginx"))}),
        (Install.LINUX_SYSTEMD, {"sockets": held(OLLAMA), "containers": (PUBLISHED,)}),
        (Install.LINUX_MANUAL, {"sockets": held(BY_HAND)}),
        (Install.LINUX_MANUAL, {"service": Service()}),
        (Install.LINUX_MANUAL, {"service": Unread("no")}),
        (Install.ELSEWHERE, {"sockets": TUNNEL}),
        (Install.ELSEWHERE, {"sockets": held(Process(7, "kubectl"))}),
        (Install.DOCKER, {"sockets": held(Process(7, "docker-proxy"))}),
        (Install.DOCKER, {"sockets": held(Process(7, "rootlessport"))}),
        (Install.DOCKER, {"sockets": held(CONTAINED)}),
        (Install.DOCKER, {"sockets": Sockets(), "containers": (PUBLISHED,)}),
        (Install.LINUX_SYSTEMD, {"sockets": Sockets(), "containers": (replace(PUBLISHED, is_running=False),)}),
        (Install.LINUX_SYSTEMD, {"sockets": Sockets(), "containers": Unread("no")}),
        (Install.DOCKER, {"context": MAC, "sockets": held(Process(7, "com.docker.backend"))}),
        (Install.MACOS_APP, {"context": MAC, "sockets": Sockets(), "service": Service("macos-app")}),
        (Install.LINUX_MANUAL, {"context": Unread("no"), "service": Service()}),
    ],
)
def test_linux_and_macos(install, changes):
    assert install_of(healthy(**changes)) is install


def test_another_port_is_another_server():
    sockets = Sockets((Listener("127.0.0.1", 11434, OLLAMA), Listener("127.0.0.1", 8080, BY_HAND)), (OLLAMA, BY_HAND))
    other = server("http://127.0.0.1:8080")
    assert install_of(healthy(sockets=sockets)) is Install.LINUX_SYSTEMD
    assert install_of(healthy(other, sockets=sockets)) is Install.LINUX_MANUAL


@pytest.mark.parametrize(
    ("mode", "service", "sockets", "install"),
    [
        ("mirrored", Service(), Sockets(), Install.WSL_WINDOWS),
        ("mirrored", Service("systemd"), Sockets(), Install.LINUX_SYSTEMD),
        ("mirrored", Service(), Sockets((), (BY_HAND,)), Install.LINUX_MANUAL),
        ("nat", Service(), Sockets(), Install.LINUX_MANUAL),
    ],
)
def test_inside_wsl(mode, service, sockets, install):
    context = Context("linux", wsl=mode, default_gateway="172.20.0.1")
    assert install_of(healthy(context=context, service=service, sockets=sockets)) is install
