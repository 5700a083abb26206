"""What starts Ollama on a machine."""

from __future__ import annotations

import os
import plistlib

import pytest

from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.service import Service
from agwctl.doctor.facts.sockets import Listener, Process, Sockets
from agwctl.doctor.probes.service import read
from agwctl.doctor.system import this_system
from tests.doctor.probes.recorded import data, machine

BY_HAND = Process(4100, "ollama", ("ollama", "serve"), "ada", {"OLLAMA_HOST": "0.0.0.0"}, executable="/opt/ollama")
OF_SERVICE = Process(812, "ollama", ("/usr/local/bin/ollama", "serve"), "ollama")
CONTAINED = Process(900, "ollama", ("/bin/ollama", "serve"), "root", {"OLLAMA_MODELS": "/m"}, container="3f" * 32)
FIRST = Process(1, "ollama", ("/bin/ollama", "serve"), "root")
HOSTNAME = "/proc/sys/kernel/hostname"
CLIENT = Process(950, "ollama", ("ollama", "run", "llama3.2"), "ada")
RUNNER = Process(960, "ollama", ("ollama", "runner", "--port", "5"), "ada", parent=4100)
PROXY = Process(700, "docker-proxy", ("docker-proxy", "-host-port", "8080", "-container-port", "11434"), "root")
OTHER_PROXY = Process(701, "docker-proxy", ("docker-proxy", "-host-port", "11434", "-container-port", "80"), "root")

SYSTEMD = {"/run/systemd/system/x": ""}
UNIT = {"systemctl show ollama": data("systemctl_show.txt")}
FAILED = {"systemctl show ollama": data("systemctl_failed.txt")}
DOCKER = {
    "docker ps --filter publish=8080": "my-ollama\nother\n",
    "docker ps --filter id=3f3f3f3f3f3f": "by-id\n",
}


def listening(*processes, port=11434):
    return Sockets(
        tuple(Listener("127.0.0.1", port, each) for each in processes),
        tuple(each for each in processes if each.is_ollama),
    )


def service(root, sockets, files=None, commands=None, **of_system):
    found = read(machine(root, files, commands, **of_system), sockets)
    assert isinstance(found, Service)
    return found


def summary(found):
    return found.manager, found.name, found.active, found.main_pid


@pytest.mark.parametrize(
    ("files", "commands", "sockets", "expected"),
    [
        (SYSTEMD, UNIT, listening(OF_SERVICE), ("systemd", "ollama", "active", 812)),
        (SYSTEMD, UNIT, Unread("no"), ("systemd", "ollama", "active", 812)),
        (SYSTEMD, FAILED, Sockets(), ("systemd", "ollama", "activating", 0)),
        (SYSTEMD, FAILED | DOCKER, listening(PROXY, port=8080), ("docker", "my-ollama", "active", 0)),
        ({}, DOCKER, listening(PROXY, port=8080), ("docker", "my-ollama", "active", 0)),
        ({}, {}, listening(PROXY, port=8080), ("docker", "ollama", "active", 0)),
        ({}, {}, listening(OTHER_PROXY), ("none", "ollama", "inactive", 0)),
        ({}, DOCKER, Sockets((), (CONTAINED,)), ("docker", "by-id", "active", 900)),
        (SYSTEMD, FAILED | DOCKER, listening(CONTAINED), ("docker", "by-id", "active", 900)),
        (SYSTEMD, FAILED | DOCKER, Sockets((), (CONTAINED,)), ("systemd", "ollama", "activating", 0)),
        (SYSTEMD, UNIT | DOCKER, listening(OF_SERVICE, CONTAINED), ("systemd", "ollama", "active", 812)),
        ({}, {}, listening(BY_HAND), ("none", "ollama", "active", 4100)),
        ({}, {}, Sockets((), (CLIENT, BY_HAND)), ("none", "ollama", "active", 4100)),
        ({}, {}, Sockets((), (CLIENT, RUNNER)), ("none", "ollama", "inactive", 0)),
        ({}, {}, Sockets((), (CONTAINED, BY_HAND)), ("none", "ollama", "active", 4100)),
        ({}, {}, Sockets(), ("none", "ollama", "inactive", 0)),
        ({HOSTNAME: "3f1c5a0b9e77\n"}, {}, listening(FIRST), ("docker", "3f1c5a0b9e77", "active", 1)),
    ],
)
def test_linux(tmp_path, files, commands, sockets, expected):
    assert summary(service(tmp_path, sockets, files, commands)) == expected


def test_inside_a_pod_no_engine_is_spoken_to(tmp_path):
    found = service(tmp_path, listening(FIRST), environ={"KUBERNETES_SERVICE_HOST": "10.0.0.1"})
    assert found.manager == "none"


def test_what_a_person_started_has_no_managers_environment(tmp_path):
    found = service(tmp_path, listening(BY_HAND))
    assert (found.environment, found.user, found.program) == (None, "ada", "/opt/ollama")


@pytest.mark.parametrize(
    ("path", "files", "program"),
    [
        ("/a:/b", ["/b/ollama", "/usr/bin/ollama"], "/b/ollama"),
        ("", ["/usr/bin/ollama"], "/usr/bin/ollama"),
        (".:relative::/a\0b", [], ""),
        ("/a", ["/a/ollama/folder"], ""),
    ],
)
def test_where_it_is_installed(tmp_path, path, files, program):
    found = service(tmp_path, Sockets(), dict.fromkeys(files, ""), environ={"PATH": path})
    assert found.program == program


def mac(path):
    return Process(812, "ollama", (path, "serve"), "ada", {"HOME": "/Users/ada"}, executable=path)


APP = mac("/Applications/Ollama.app/Contents/Resources/ollama")
BREWED = mac("/opt/homebrew/opt/ollama/bin/ollama")
APP_FILES = {"/Applications/Ollama.app/Contents/Info.plist": ""}
PLIST = "/home/ada/Library/LaunchAgents/homebrew.mxcl.ollama.plist"
BREW_FILES = {PLIST: plistlib.dumps({"Label": "x", "EnvironmentVariables": {"OLLAMA_FLASH_ATTENTION": "1"}})}


@pytest.mark.parametrize(
    ("files", "sockets", "manager"),
    [
        (APP_FILES | BREW_FILES, listening(APP), "macos-app"),
        (APP_FILES | BREW_FILES, listening(BREWED), "brew"),
        (APP_FILES, Sockets(), "macos-app"),
        (BREW_FILES, Sockets(), "brew"),
        (BREW_FILES | APP_FILES, Sockets(), "macos-app"),
        ({}, Sockets(), "none"),
        ({}, listening(mac("/usr/local/bin/ollama")), "none"),
    ],
)
def test_macos(tmp_path, files, sockets, manager):
    assert service(tmp_path, sockets, files, platform="darwin").manager == manager


def test_what_brew_gives_to_it(tmp_path):
    found = service(tmp_path, listening(BREWED), BREW_FILES, platform="darwin")
    assert found.environment == {"OLLAMA_FLASH_ATTENTION": "1"}


@pytest.mark.parametrize("plist", [b"", b"<plist>", b"bplist00\xff", b"\0" * 99, plistlib.dumps([1])])
def test_a_plist_that_is_none(tmp_path, plist):
    found = service(tmp_path, listening(BREWED), {PLIST: plist}, platform="darwin")
    assert (found.manager, found.environment) == ("brew", None)


def test_windows(tmp_path):
    sockets = listening(Process(7380, "ollama.exe", ("C:\\ollama.exe", "serve"), executable="C:\\ollama.exe"))
    assert summary(service(tmp_path, sockets, platform="win32")) == ("windows-app", "ollama", "active", 7380)
    assert service(tmp_path, Sockets(), platform="win32").manager == "none"


def test_this_machine():
    assert isinstance(read(this_system(os.environ), Sockets()), Service)
