"""Where agwctl runs: the operating system, the container or Windows around it, the machine's addresses."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from agwctl.doctor.facts.context import Container, Context, Firewall, Wsl
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.probes import accounts
from agwctl.doctor.probes.routes import default_gateway
from agwctl.doctor.system import System

__all__ = ["read"]

_LOOPBACK = ("127.0.0.1", "::1")
_MARKS: Mapping[Container, re.Pattern[str]] = {
    "kubernetes": re.compile(r"kubepods"),
    "podman": re.compile(r"libpod"),
    "docker": re.compile(r"docker"),
    "other": re.compile(r"containerd|/lxc|lxc\.payload|garden|machine\.slice"),
}
"""What the control group of a container's first process is called, where it shows."""

_OF_A_POD = re.compile(r"/kubelet/pods/\S+ /etc/hosts ")
_FROM_OUTSIDE = re.compile(r" /etc/(?:hosts|hostname|resolv\.conf) ")
_BY_VARIABLE: Mapping[str, Container] = {"docker": "docker", "podman": "podman", "oci": "other"}
_ACTIVE = "invocation:"
"""What systemd calls the links that it keeps for units that are active."""

_DESKTOP_NAMESERVER = "192.168.65."
"""Where Docker Desktop's own machine has its resolver."""


def read(system: System) -> Context | Unread:
    """Reads files where there are some; macOS and Windows are asked by their commands."""
    if system.platform == "darwin":
        return _macos(system)
    return _windows(system) if system.platform == "win32" else _linux(system)


def _linux(system: System) -> Context:
    container = _container(system)
    kernel = (system.text("/proc/version", 4096) or "").lower()
    addresses = tuple(_linux_addresses(system))
    return Context(
        "linux",
        release=_release(system),
        container=container,
        wsl=_wsl(system) if "microsoft" in kernel and not container else "",
        addresses=addresses or _LOOPBACK,
        hostname=(system.text("/proc/sys/kernel/hostname", 256) or "").strip(),
        user=accounts.own_name(system),
        default_gateway=default_gateway(system),
        ipv6_disabled=_no_ipv6(system),
        desktop_engine=_in_desktop(system, container, kernel),
        shell=_shell(system),
        firewall=_firewall(system),
    )


def _release(system: System) -> str:
    text = system.text("/etc/os-release", 16384) or ""
    found = re.search(r"^PRETTY_NAME=(.*)$", text, re.MULTILINE)
    return found[1].strip().strip("\"'") if found else "Linux"


def _container(system: System) -> Container:
    if "KUBERNETES_SERVICE_HOST" in system.environ:
        return "kubernetes"
    if system.exists("/run/.containerenv"):
        return "podman"
    group = system.text("/proc/1/cgroup", 65536) or ""
    for kind, mark in _MARKS.items():
        if mark.search(group):
            return kind
    mounts = system.text("/proc/self/mountinfo")
    if mounts is not None and _OF_A_POD.search(mounts):
        return "kubernetes"
    # A virtual machine made of an image has the mark, and nothing in its /etc is mounted from outside.
    if system.exists("/.dockerenv") and (mounts is None or _FROM_OUTSIDE.search(mounts)):
        return "docker"
    return _by_variable(system)


def _by_variable(system: System) -> Container:
    """What systemd-nspawn, LXC and Podman tell their first process."""
    first = (system.data("/proc/1/environ", 65536) or b"").split(b"\0")
    value = next((each[10:].decode("ascii", "replace") for each in first if each.startswith(b"container=")), "")
    return _BY_VARIABLE.get(value, "other") if value else ""


def _wsl(system: System) -> Wsl:
    ran = system.run(["wslinfo", "--networking-mode"], 2.0)
    mode = ran.out.strip() if ran is not None and ran.code == 0 else ""
    if mode == "mirrored" or "loopback0" in system.names("/sys/class/net"):
        return "mirrored"
    return "nat" if mode == "nat" else "unknown"


def _in_desktop(system: System, container: Container, kernel: str) -> bool:
    if container:
        return "linuxkit" in kernel or _DESKTOP_NAMESERVER in (system.text("/etc/resolv.conf", 16384) or "")
    if system.exists("/mnt/wsl/docker-desktop"):
        return True
    configuration = system.text(f"{system.home}/.docker/config.json", 65536) or ""
    return re.search(r'"currentContext"\s*:\s*"desktop-linux"', configuration) is not None


def _linux_addresses(system: System) -> Iterator[str]:
    """Addresses of this network namespace, loopback first; link-local ones, which need a scope, are left out."""
    local = re.findall(r"\|-- ([\d.]+)\n\s+/32 host LOCAL", system.text("/proc/net/fib_trie") or "")
    inet6 = [line.split() for line in (system.text("/proc/net/if_inet6") or "").splitlines()]
    local += [_ipv6(each[0]) for each in inet6 if len(each) == 6]
    yield from _usable(local or _asked(system))


def _asked(system: System) -> list[str]:
    """The same from `ip`, for kernels without these files."""
    ran = system.run(["ip", "-j", "addr"], 2.0)
    try:
        found: Any = json.loads(ran.out) if ran is not None else []
        return [str(address["local"]) for link in found for address in link["addr_info"]]
    except (ValueError, LookupError, TypeError):
        return []


def _ipv6(digits: str) -> str:
    try:
        return str(ipaddress.IPv6Address(bytes.fromhex(digits)))
    except ValueError:
        return ""


def _usable(addresses: list[str]) -> Iterator[str]:
    read = {}
    for address in addresses:
        try:
            read[address] = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            continue  # not an address: the output of another program, or cut off
    kept = [address for address, value in read.items() if not (value.version == 6 and value.is_link_local)]
    return iter(sorted(kept, key=lambda address: not read[address].is_loopback))


def _no_ipv6(system: System) -> bool:
    if (system.text("/proc/sys/net/ipv6/conf/all/disable_ipv6", 16) or "").strip() == "1":
        return True
    return system.text("/proc/net/if_inet6", 1) is None and system.text("/proc/net/route", 1) is not None


def _firewall(system: System) -> Firewall:
    """By files that anybody may read: the rules themselves are root's."""
    if re.search(r"^ENABLED=yes", system.text("/etc/ufw/ufw.conf", 16384) or "", re.MULTILINE):
        return "ufw"
    units = system.names("/run/systemd/units")
    if f"{_ACTIVE}firewalld.service" in units:
        return "firewalld"
    return "nftables" if f"{_ACTIVE}nftables.service" in units else ""


def _shell(system: System) -> str:
    return system.environ.get("SHELL", "").rpartition("/")[2]


def _printed(system: System, *command: str) -> str:
    ran = system.run(command, 3.0)
    return ran.out if ran is not None else ""


def _numbers(text: str) -> tuple[int, ...]:
    found = re.search(r"\d+(?:\.\d+)+", text)
    return tuple(map(int, found[0].split("."))) if found else ()


def _macos(system: System) -> Context:
    named = re.search(r"^ProductVersion:\s*([\d.]+)", _printed(system, "sw_vers"), re.MULTILINE)
    version = named[1] if named else ""
    local = re.findall(r"^[ \t]+inet6? (\S+)", _printed(system, "ifconfig"), re.MULTILINE)
    return Context(
        "darwin",
        release=f"macOS {version}".strip(),
        version=_numbers(version),
        addresses=tuple(_usable(local)) or _LOOPBACK,
        hostname=_printed(system, "uname", "-n").strip(),
        user=system.environ.get("USER", ""),
        desktop_engine=True,  # every engine of macOS runs in a machine that knows the name
        shell=_shell(system),
    )


def _windows(system: System) -> Context:
    version = _numbers(_printed(system, "cmd", "/c", "ver"))
    edition = "11" if version[2:3] >= (22000,) else "10"
    lines = _printed(system, "ipconfig").splitlines()
    local = [line.partition(" : ")[2].partition("(")[0].strip() for line in lines if re.search(r"IPv[46]", line)]
    return Context(
        "win32",
        release=f"Windows {edition}" if version else "Windows",
        version=version,
        addresses=tuple(_usable([*_LOOPBACK, *local])),
        hostname=system.environ.get("COMPUTERNAME", ""),
        user=system.environ.get("USERNAME", ""),
        desktop_engine=True,
        shell=_shell(system) or "powershell",
    )
