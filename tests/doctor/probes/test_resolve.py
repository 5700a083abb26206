"""What a name stands for."""

from __future__ import annotations

import socket

import pytest

from agwctl.doctor.facts.context import Platform
from agwctl.doctor.probes.resolve import resolve
from agwctl.doctor.system import System


def system(tmp_path, hosts: str = "", platform: Platform = "linux") -> System:
    path = tmp_path / ("Windows/System32/drivers/etc/hosts" if platform == "win32" else "etc/hosts")
    path.parent.mkdir(parents=True)
    path.write_text(hosts)
    return System(platform, tmp_path)


def answers(monkeypatch, *addresses: str) -> None:
    def getaddrinfo(name, port, **named):
        if not addresses:
            raise socket.gaierror(-2, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.mark.parametrize("ip", ["127.0.0.1", "::1", "fe80::1%eth0", "10.0.0.7"])
def test_an_address_stands_for_itself(ip, tmp_path, monkeypatch):
    answers(monkeypatch)
    assert resolve(ip, system(tmp_path)).addresses == (ip,)


def test_localhost(tmp_path):
    assert {*resolve("localhost", system(tmp_path)).addresses} & {"127.0.0.1", "::1"}


def test_the_order_is_that_of_the_resolver_and_each_address_stands_once(tmp_path, monkeypatch):
    answers(monkeypatch, "::1", "127.0.0.1", "::1")
    assert resolve("box", system(tmp_path)).addresses == ("::1", "127.0.0.1")


def test_an_unknown_name(tmp_path, monkeypatch):
    answers(monkeypatch)
    found = resolve("nowhere.local", system(tmp_path))
    assert (found.addresses, found.error) == ((), "Name or service not known")


@pytest.mark.parametrize("name", ["a..b", "x" * 64, "a\0b"])
def test_what_cannot_be_a_name(name, tmp_path):
    found = resolve(name, system(tmp_path))
    assert found.addresses == () and found.error


@pytest.mark.parametrize("name", ["11434", "127.1", "0x7f.1"])
def test_numbers_are_no_names_although_c_takes_them_for_addresses(name, tmp_path):
    found = resolve(name, system(tmp_path))
    assert (found.addresses, found.error) == ((), "a number is not a host name")


@pytest.mark.parametrize(
    ("platform", "hosts", "expected"),
    [
        ("linux", "127.0.0.1 localhost\n10.0.0.7\tgpu Box  # the big one\n", True),
        ("darwin", "10.0.0.7 box\n", True),
        ("win32", "10.0.0.7 box\n", True),
        ("linux", "10.0.0.7 boxes\n", False),
        ("linux", "# 10.0.0.7 box\n", False),
        ("linux", "box\n", False),
    ],
)
def test_the_hosts_file(platform, hosts, expected, tmp_path, monkeypatch):
    answers(monkeypatch, "10.0.0.7")
    assert resolve("BOX.", system(tmp_path, hosts, platform)).from_hosts_file is expected


def test_a_name_that_only_stands_in_the_file_is_not_from_it(tmp_path, monkeypatch):
    answers(monkeypatch)
    assert not resolve("box", system(tmp_path, "10.0.0.7 box")).from_hosts_file
