"""The folders of models: whose they are, and which is the server's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from agwctl.doctor.facts.service import Service
from agwctl.doctor.facts.sockets import Process, Sockets
from agwctl.doctor.probes.stores import read
from tests.doctor.probes.recorded import GROUP, PASSWD, machine

PASSWORDS = {"/etc/passwd": PASSWD, "/etc/group": GROUP, "/proc/mounts": "/dev/sda1 / ext4 rw 0 0\n"}
SERVICE = Service("systemd", user="ollama", environment={"PATH": "/bin"}, main_pid=812)
MANIFEST = "manifests/registry.ollama.ai/library/llama3.2/latest"
OF_SERVICE, OF_ADA = "/usr/share/ollama/.ollama/models", "/home/ada/.ollama/models"
BLOB = "sha256-" + "1" * 64


def folders(*paths):
    return {f"{path}/{MANIFEST}": "{}" for path in paths}


def stores(root, files, service=SERVICE, environment=None, modelfiles=(), **of_system):
    sockets = Sockets((), (Process(812, "ollama", ("ollama", "serve"), "ollama", environment),))
    found = read(machine(root, PASSWORDS | files, **of_system), service, sockets, modelfiles)
    assert isinstance(found, tuple)
    return found


def paths(found):
    return [each.path for each in found]


@pytest.mark.parametrize(
    ("service", "environment", "modelfiles", "own"),
    [
        (SERVICE, None, (), OF_SERVICE),
        (SERVICE, {"HOME": "/srv"}, (), "/srv/.ollama/models"),
        (SERVICE, {"OLLAMA_MODELS": ' "/data/models" '}, (), "/data/models"),
        (SERVICE, {"OLLAMA_MODELS": "/data"}, (f"# Modelfile\nFROM /mnt/store/blobs/{BLOB}\n",), "/mnt/store"),
        (SERVICE, None, ("FROM llama3.2\n", ""), OF_SERVICE),
        (Service("systemd", user="ollama", environment={"OLLAMA_MODELS": "/data"}), None, (), "/data"),
        (Service("none", user="ada", main_pid=812), {"HOME": "/home/ada"}, (), OF_ADA),
    ],
)
def test_that_of_the_server_comes_first(tmp_path, service, environment, modelfiles, own):
    """Whether it is there or not."""
    found = stores(tmp_path, folders(OF_ADA, OF_SERVICE), service, environment, modelfiles)
    assert paths(found) == [own, *(path for path in (OF_ADA, OF_SERVICE) if path != own)]
    assert all(each.models == 1 for each in found if each.path in (OF_ADA, OF_SERVICE))


def test_others_only_if_they_are_there(tmp_path):
    volume = "/var/lib/docker/volumes/ollama/_data/models"
    files = folders("/elsewhere", volume, "/var/lib/docker/volumes/other/_data/models")
    found = stores(tmp_path, files, environ={"OLLAMA_MODELS": "/elsewhere"})
    assert paths(found) == [OF_SERVICE, "/elsewhere", volume]
    assert (found[0].models, found[0].owner) == (0, "")


def test_that_of_the_person_behind_sudo(tmp_path):
    found = stores(tmp_path, folders(OF_ADA), environ={"SUDO_USER": "ada"})
    assert paths(found) == [OF_SERVICE, OF_ADA]


def test_one_folder_with_two_names(tmp_path):
    system = machine(tmp_path, folders(OF_SERVICE))
    (tmp_path / "home/ada/.ollama").mkdir(parents=True)
    (tmp_path / "home/ada/.ollama/models").symlink_to(tmp_path / OF_SERVICE.lstrip("/"))
    assert paths(read(system, SERVICE, Sockets(), [])) == [OF_ADA]
    machine(tmp_path, PASSWORDS)
    assert paths(read(system, SERVICE, Sockets(), [])) == [OF_SERVICE]


def test_a_container_has_its_own(tmp_path):
    found = stores(tmp_path, folders(OF_ADA), Service("docker", "my-ollama"))
    assert paths(found) == ["/root/.ollama/models in the container my-ollama", OF_ADA]
    assert found[0].models is None


def test_where_a_folder_is(tmp_path):
    files = folders(OF_SERVICE) | {
        "/proc/mounts": "/dev/sda1 / ext4 rw 0 0\nx /usr/share/ol 9p rw 0 0\nnas:/o /usr/share/ollama nfs4 rw 0 0\nx\n",
        "/etc/passwd": PASSWD + f"me:x:{os.getuid()}:{os.getgid()}::/me:/bin/sh\n" if os.getuid() else PASSWD,
    }
    (own,) = stores(tmp_path, files)
    assert own.filesystem == "nfs4"
    assert own.owner == ("me" if os.getuid() else "root")
    assert own.free is not None and own.free > 0


@pytest.fixture
def way(tmp_path):
    """A machine whose folders down to Ada's models may be entered by all, and a way to change that."""
    system = machine(tmp_path, PASSWORDS | folders(OF_ADA))

    def restrict(modes):
        for path, mode in (
            {"/": 0o755, "/home": 0o755, "/home/ada": 0o755, "/home/ada/.ollama": 0o755} | modes
        ).items():
            os.chmod(system.path(path), mode)
        return system

    yield restrict
    restrict({OF_ADA: 0o755})


@pytest.mark.parametrize(
    ("modes", "closed"),
    [
        ({}, ""),
        ({"/home/ada": 0o750}, "/home/ada"),
        ({"/home/ada": 0o750, "/home": 0o700}, "/home"),
        ({"/home/ada": 0o751}, ""),
        ({"/home/ada/.ollama": 0o766}, "/home/ada/.ollama"),
        ({OF_ADA: 0o700}, ""),  # the folder itself is another question than the way to it
    ],
)
def test_a_way_that_is_closed(way, modes, closed):
    service = Service("systemd", user="ollama", environment={"OLLAMA_MODELS": OF_ADA})
    found = read(way(modes), service, Sockets(), [])
    assert isinstance(found, tuple)
    assert found[0].unreachable_parent == closed


@pytest.mark.parametrize(
    ("user", "protect_home", "closed"),
    [
        ("root", "no", ""),
        ("root", "tmpfs", "/home"),
        ("ollama", "yes", "/home"),
        ("ollama", "read-only", "/home/ada"),
        ("nobody-known", "no", ""),
        ("", "", ""),
    ],
)
def test_whose_way_it_is(way, user, protect_home, closed):
    service = Service("systemd", user=user, environment={"OLLAMA_MODELS": OF_ADA}, protect_home=protect_home)
    found = read(way({"/home/ada": 0o700}), service, Sockets(), [])
    assert isinstance(found, tuple)
    assert found[0].unreachable_parent == closed


@pytest.mark.parametrize("is_member", [True, False])
def test_a_way_for_a_group(way, is_member):
    system = way({"/home/ada": 0o710})
    group = f"mine:x:{os.getgid()}:{'ollama' if is_member else ''}\n"
    system.path("/etc/group").write_text(group)
    service = Service("systemd", user="ollama", environment={"OLLAMA_MODELS": OF_ADA})
    found = read(system, service, Sockets(), [])
    assert isinstance(found, tuple)
    assert found[0].unreachable_parent == ("" if is_member else "/home/ada")


def test_a_folder_that_is_written_strangely(tmp_path):
    for path in ("models", "", "../..", "/" + "x" * 5000):
        assert len(stores(tmp_path, {}, environment={"OLLAMA_MODELS": path})) == 1
    assert paths(stores(tmp_path, {}, modelfiles=[f"FROM /a\0b/blobs/{BLOB}\n"])) == [OF_SERVICE]


def test_this_machine():
    from agwctl.doctor.system import this_system

    home = Path(os.environ.get("HOME", "/root"))
    assert isinstance(read(this_system({"HOME": str(home)}), Service(), Sockets(), []), tuple)
