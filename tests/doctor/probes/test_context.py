"""Where a machine says that it is."""

from __future__ import annotations

import os

import pytest

from agwctl.doctor.facts.context import Context
from agwctl.doctor.probes.context import read
from agwctl.doctor.system import Ran, this_system
from tests.doctor.probes.recorded import PASSWD, data, machine

LINUX = {
    "/etc/os-release": 'NAME="Ubuntu"\nVERSION_ID="24.04"\nPRETTY_NAME="Ubuntu 24.04.1 LTS"\n',
    "/etc/passwd": PASSWD,
    "/proc/version": "Linux version 6.8.0-45-generic (buildd@lcy02) #45-Ubuntu SMP\n",
    "/proc/net/fib_trie": data("fib_trie.txt"),
    "/proc/net/if_inet6": data("if_inet6.txt"),
    "/proc/net/route": data("route.txt"),
    "/proc/self/status": "Name:\tagwctl\nUid:\t1000\t1000\t1000\t1000\n",
    "/proc/self/mountinfo": "22 27 0:21 / /proc rw - proc proc rw\n",
    "/proc/sys/kernel/hostname": "desk\n",
    "/proc/sys/net/ipv6/conf/all/disable_ipv6": "0\n",
    "/proc/1/cgroup": "0::/init.scope\n",
}
WSL2 = "Linux version 5.15.167.4-microsoft-standard-WSL2 (root@f9c826d3017f) #1 SMP\n"
POD_MOUNTS = "9 8 8:1 /var/lib/kubelet/pods/0f/etc-hosts /etc/hosts rw,relatime - ext4 /dev/sda1 rw\n"
DOCKER_MOUNTS = "612 600 0:52 /var/lib/docker/containers/3f/hosts /etc/hosts rw,relatime - ext4 /dev/sda1 rw\n"


def linux(root, files=None, commands=None, environ=None):
    found = read(machine(root, LINUX | (files or {}), commands, environ=environ or {"SHELL": "/usr/bin/zsh"}))
    assert isinstance(found, Context)
    return found


def test_a_machine(tmp_path):
    assert linux(tmp_path) == Context(
        "linux",
        release="Ubuntu 24.04.1 LTS",
        addresses=("127.0.0.1", "::1", "172.17.0.1", "192.168.1.20", "2001:db8::b0e"),
        hostname="desk",
        user="ada",
        default_gateway="192.168.1.254",
        shell="zsh",
    )


@pytest.mark.parametrize(
    ("kind", "files", "environ"),
    [
        ("docker", {"/.dockerenv": "", "/proc/self/mountinfo": DOCKER_MOUNTS}, {}),
        ("docker", {"/proc/1/cgroup": "12:memory:/docker/" + "3f" * 32}, {}),
        ("podman", {"/run/.containerenv": 'engine="podman-5.2"\n'}, {}),
        ("podman", {"/proc/1/environ": b"PATH=/bin\0container=podman\0TERM=xterm\0"}, {}),
        ("kubernetes", {"/.dockerenv": ""}, {"KUBERNETES_SERVICE_HOST": "10.96.0.1"}),
        ("kubernetes", {"/proc/self/mountinfo": POD_MOUNTS}, {}),
        ("kubernetes", {"/proc/1/cgroup": "0::/kubepods.slice/kubepods-burstable.slice/cri-containerd-ab.scope"}, {}),
        ("other", {"/proc/1/environ": b"container=lxc\0"}, {}),
        ("other", {"/proc/1/environ": b"container=\xff\xfe\0"}, {}),
        ("", {"/.dockerenv": ""}, {}),  # a virtual machine made of an image
        ("", {"/proc/1/environ": b"\0\0=\0container=\0"}, {}),
    ],
)
def test_containers(tmp_path, kind, files, environ):
    assert linux(tmp_path, files, environ=environ).container == kind


@pytest.mark.parametrize(
    ("mode", "printed", "files"),
    [
        ("nat", "nat\n", {}),
        ("mirrored", "mirrored\n", {}),
        ("unknown", "virtioproxy\n", {}),
        ("unknown", None, {}),
        ("unknown", Ran(1, "", "error"), {}),
        ("mirrored", None, {"/sys/class/net/loopback0/address": ""}),
    ],
)
def test_wsl(tmp_path, mode, printed, files):
    found = linux(tmp_path, {"/proc/version": WSL2} | files, {"wslinfo --networking-mode": printed})
    assert (found.wsl, found.container) == (mode, "")


def test_a_container_within_wsl_is_a_container(tmp_path):
    files = {"/proc/version": WSL2, "/run/.containerenv": ""}
    found = linux(tmp_path, files, {"wslinfo --networking-mode": "nat\n"})
    assert (found.wsl, found.container) == ("", "podman")


@pytest.mark.parametrize(
    ("is_desktop", "files"),
    [
        (True, {"/run/.containerenv": "", "/proc/version": "Linux version 6.10.14-linuxkit\n"}),
        (
            True,
            {"/run/.containerenv": "", "/etc/resolv.conf": "# ExtServers: [host(192.168.65.7)]\nnameserver 127.0.0.11"},
        ),
        (True, {"/home/ada/.docker/config.json": '{"auths": {}, "currentContext": "desktop-linux"}'}),
        (True, {"/mnt/wsl/docker-desktop/shared-sockets/x": ""}),
        (False, {"/home/ada/.docker/config.json": '{"currentContext": "default"}'}),
        (False, {"/run/.containerenv": "", "/etc/resolv.conf": "nameserver 127.0.0.11"}),
    ],
)
def test_docker_desktop(tmp_path, is_desktop, files):
    assert linux(tmp_path, files).desktop_engine is is_desktop


@pytest.mark.parametrize(
    ("firewall", "files"),
    [
        ("ufw", {"/etc/ufw/ufw.conf": "# on\nENABLED=yes\nLOGLEVEL=low\n"}),
        ("", {"/etc/ufw/ufw.conf": "ENABLED=no\n"}),
        ("firewalld", {"/run/systemd/units/invocation:firewalld.service": ""}),
        ("nftables", {"/run/systemd/units/invocation:nftables.service": ""}),
    ],
)
def test_firewalls(tmp_path, firewall, files):
    assert linux(tmp_path, files).firewall == firewall


@pytest.mark.parametrize("files", [{"/proc/sys/net/ipv6/conf/all/disable_ipv6": "1\n"}, None])
def test_ipv6_that_is_switched_off(tmp_path, files):
    system = machine(tmp_path, LINUX | (files or {}))
    if files is None:
        (tmp_path / "proc/net/if_inet6").unlink()  # started with ipv6.disable=1
    found = read(system)
    assert isinstance(found, Context) and found.ipv6_disabled


def test_addresses_of_a_kernel_without_these_files(tmp_path):
    printed = '[{"ifname":"lo","addr_info":[{"family":"inet","local":"127.0.0.1"}]},{"ifname":"eth0","addr_info":[]}]'
    found = read(machine(tmp_path, {}, {"ip -j addr": printed}))
    assert isinstance(found, Context) and found.addresses == ("127.0.0.1",)


GARBAGE = [
    b"",
    b"\xff\xfe\0\0",
    b"|-- 999.1.1.1\n   /32 host LOCAL\nzz 1 2 3 4 5",
    b"\t\n" * 100_000,
    b"Iface\n\x00 0 0 q",
]


@pytest.mark.parametrize("garbage", GARBAGE)
@pytest.mark.parametrize("printed", [None, "", "[1]", "{", '[{"addr_info": [{"local": 5}]}]'])
def test_garbage_is_no_answer(tmp_path, garbage, printed):
    found = read(machine(tmp_path, dict.fromkeys(LINUX, garbage), {"ip": printed, "wslinfo": printed}))
    assert isinstance(found, Context)
    assert found.addresses == ("127.0.0.1", "::1")
    assert found.default_gateway == ""


MACOS = {"sw_vers": data("sw_vers.macos.txt"), "ifconfig": data("ifconfig.macos.txt"), "uname -n": "desk.local\n"}


def test_macos(tmp_path):
    system = machine(tmp_path, {}, MACOS, platform="darwin", environ={"USER": "ada", "SHELL": "/bin/zsh"})
    assert read(system) == Context(
        "darwin",
        release="macOS 15.1.1",
        version=(15, 1, 1),
        addresses=("127.0.0.1", "::1", "192.168.1.20", "100.101.102.103"),
        hostname="desk.local",
        user="ada",
        desktop_engine=True,
        shell="zsh",
    )


WINDOWS = {"cmd /c ver": data("ver.windows.txt"), "ipconfig": data("ipconfig.windows.txt")}


def test_windows(tmp_path):
    system = machine(tmp_path, {}, WINDOWS, platform="win32", environ={"COMPUTERNAME": "DESK", "USERNAME": "ada"})
    assert read(system) == Context(
        "win32",
        release="Windows 11",
        version=(10, 0, 22631, 4460),
        addresses=("127.0.0.1", "::1", "172.20.0.1", "2001:db8::b0e", "192.168.1.20"),
        hostname="DESK",
        user="ada",
        desktop_engine=True,
        shell="powershell",
    )


@pytest.mark.parametrize("platform", ["darwin", "win32"])
@pytest.mark.parametrize("printed", [None, "", "\0\ufffd" * 1000, Ran(1, "", "no")])
def test_commands_that_tell_nothing(tmp_path, platform, printed):
    found = read(machine(tmp_path, {}, {"": printed}, platform=platform))
    assert isinstance(found, Context)
    assert (found.platform, found.version) == (platform, ())
    assert set(found.addresses) == {"127.0.0.1", "::1"}


def test_the_machine_that_runs_this():
    found = read(this_system(os.environ))
    assert isinstance(found, Context)
    assert found.addresses[0] == "127.0.0.1"
