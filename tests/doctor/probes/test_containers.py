"""Containers that have to do with Ollama."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from agwctl.doctor.facts.containers import Container, PublishedPort
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.probes.containers import read
from agwctl.doctor.system import Ran
from tests.doctor.probes.recorded import data, machine

DOCKER = {"/var/run/docker.sock": ""}
STORAGE = "/home/ada/.local/share/containers/storage/overlay-containers/containers.json"
COMMANDS = {"docker ps -a": data("docker_ps.txt"), "docker inspect 3f1c5a0b9e77": data("docker_inspect.json")}
OLLAMA = Container(
    "ollama", "ollama/ollama:0.33.0", True, True, (PublishedPort(11434, "0.0.0.0", 11434),),
    {"OLLAMA_HOST": "0.0.0.0:11434", "HTTPS_PROXY": "http://ada:pw@proxy:3128"}, "bridge", True,
    ("ollama:/root/.ollama", "/srv/gguf:/gguf:ro"),
)  # fmt: skip
WEBUI = Container(
    "webui", "ghcr.io/open-webui/open-webui:main", True, False, (PublishedPort(8080, "127.0.0.1", 3000),),
    {"OLLAMA_BASE_URL": "http://localhost:11434"}, "bridge",
)  # fmt: skip


def containers(root, files=DOCKER, commands=COMMANDS, **of_system):
    return read(machine(root, files, commands, **of_system))


def test_docker(tmp_path):
    """Ollama's own, and one whose variables name it; of the others' variables nothing is kept."""
    assert containers(tmp_path) == (OLLAMA, WEBUI)


def test_those_that_are_stopped_are_looked_at_only_if_they_are_called_after_it(tmp_path):
    commands = {
        "docker ps -a": data("docker_ps.txt") + "55cc\told-ollama\tpostgres\tExited (0) 5 weeks ago\n",
        "docker inspect 3f1c5a0b9e77 55cc 9a8b7c6d5e4f 77aa66bb55cc": data("docker_inspect.json"),
    }
    assert containers(tmp_path, commands=commands) == (OLLAMA, WEBUI)


def one(**changes):
    told = {"Name": "/o", "Config": {"Image": "ollama/ollama"}, "HostConfig": {}, "State": {"Running": True}}
    return {"docker ps -a": "1\to\tollama/ollama\tUp\n", "docker inspect 1": json.dumps([told | changes])}


@pytest.mark.parametrize(
    ("changes", "ports"),
    [
        ({"HostConfig": {"PortBindings": {"11434/tcp": [{"HostIp": "::1", "HostPort": "1"}]}}}, ((11434, "::1", 1),)),
        ({"NetworkSettings": {"Ports": {"11434/tcp": None}}}, ((11434, "", 0),)),
        ({"Config": {"Image": "ollama/ollama", "ExposedPorts": {"11434/tcp": {}}}}, ((11434, "", 0),)),
        ({"NetworkSettings": {"Ports": {"53/udp": None, "x": 1}}}, ()),
        ({"NetworkSettings": {"Ports": {"11434/tcp": [{"HostIp": "::", "HostPort": "1"}]}}}, ((11434, "::", 1),)),
        ({"NetworkSettings": {"Ports": {"11434/tcp": [{"HostPort": "x"}, 5]}}}, ((11434, "", 0),)),
    ],
)  # fmt: skip
def test_ports(tmp_path, changes, ports):
    found = containers(tmp_path, commands=one(**changes))
    assert not isinstance(found, Unread)
    assert found[0].ports == tuple(PublishedPort(*each) for each in ports)


@pytest.mark.parametrize(
    ("host", "has_gpu"),
    [
        ({}, False),
        ({"DeviceRequests": [{"Count": -1}]}, True),
        ({"Runtime": "nvidia"}, True),
        ({"Devices": [{"PathOnHost": "/dev/kfd"}, {"PathOnHost": "/dev/dri"}]}, True),
        ({"Devices": [{"PathOnHost": "/dev/fuse"}, 5]}, False),
    ],
)
def test_cards(tmp_path, host, has_gpu):
    found = containers(tmp_path, commands=one(HostConfig=host))
    assert not isinstance(found, Unread)
    assert found[0].has_gpu is has_gpu


def test_podman(tmp_path):
    commands = {line.replace("docker", "podman", 1): printed for line, printed in COMMANDS.items()}
    found = containers(tmp_path, {STORAGE: '[{"id": "3f"}]'}, commands)
    assert found == (replace(OLLAMA, engine="podman"), replace(WEBUI, engine="podman"))


@pytest.mark.parametrize("files", [{}, {STORAGE: "[]"}])
def test_without_an_engine_nothing_is_asked(tmp_path, files):
    assert containers(tmp_path, files, {"": "must not be asked"}) == ()


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        (None, "`docker ps` is not there, or takes longer than 3 s"),
        (Ran(1, "", "permission denied while trying\nmore"), "`docker ps`: permission denied while trying"),
        (Ran(1, "", ""), "`docker ps`: exit code 1"),
    ],
)  # fmt: skip
def test_an_engine_that_does_not_answer(tmp_path, printed, reason):
    assert containers(tmp_path, commands={"docker ps": printed}) == Unread(reason)


@pytest.mark.parametrize("listed", ["", "\n\n", "only one field\n", "\0\ufffd"])
def test_a_list_of_nothing(tmp_path, listed):
    assert containers(tmp_path, commands={"docker ps": listed}) == ()


@pytest.mark.parametrize(
    "inspected",
    ["", "null", "{}", "[", "[1, null]", "[" * 100_000, "[{}]",
     '[{"Config": 1, "State": [], "HostConfig": "x", "Mounts": {}}]',
     '[{"Config": {"Env": [1, "x", null], "Cmd": {"a": 1}}, "Mounts": [1, {}], "NetworkSettings": {"Ports": []}}]'],
)  # fmt: skip
def test_garbage_is_no_container(tmp_path, inspected):
    commands = {"docker ps": data("docker_ps.txt"), "docker inspect": inspected}
    assert containers(tmp_path, commands=commands) == ()


def test_windows_without_an_engine(tmp_path):
    assert containers(tmp_path, {}, {}, platform="win32") == ()
