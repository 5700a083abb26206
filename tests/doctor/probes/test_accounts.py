"""Users and groups."""

from __future__ import annotations

import pytest

from agwctl.doctor.probes.accounts import account, groups_of, name_of, own_name
from tests.doctor.probes.recorded import GROUP, PASSWD, machine

FILES = {"/etc/passwd": PASSWD, "/etc/group": GROUP}


def test_an_account(tmp_path):
    system = machine(tmp_path, FILES)
    found = account(system, "ollama")
    assert found == ("ollama", 998, 998, "/usr/share/ollama")
    assert groups_of(system, found) == {998, 2000}
    assert account(system, "nobody-known") is None


def test_names(tmp_path):
    system = machine(tmp_path, FILES)
    assert (name_of(system, 1000), name_of(system, 4321)) == ("ada", "4321")


@pytest.mark.parametrize(
    ("uid", "environ", "name"),
    [
        (1000, {}, "ada"),
        (0, {"USER": "ada"}, "root"),  # sudo
        (4321, {"USER": "grace"}, "grace"),  # of a directory service
        (4321, {}, "4321"),
    ],
)
def test_the_user_that_this_runs_as(tmp_path, uid, environ, name):
    status = {"/proc/self/status": f"Name:\tx\nUid:\t1\t{uid}\t{uid}\t{uid}\n"}
    assert own_name(machine(tmp_path, FILES | status, environ=environ)) == name


@pytest.mark.parametrize(
    "garbage", [b"", b"\xff\0", b"a:b\n::::::\nroot:x:zero:0:::\n", b"Uid:\nUid:\t1\n", b"+::::::\n" * 9999]
)
def test_garbage(tmp_path, garbage):
    system = machine(tmp_path, dict.fromkeys(("/etc/passwd", "/etc/group", "/proc/self/status"), garbage))
    assert account(system, "root") is None
    assert (name_of(system, 0), own_name(system)) == ("0", "")
