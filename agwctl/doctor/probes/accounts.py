"""Users and groups by /etc/passwd and /etc/group; those of a directory service are known by their number only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from agwctl.doctor.system import System

__all__ = ["Account", "account", "groups_of", "name_of", "own_name"]


class Account(NamedTuple):
    """A line of /etc/passwd."""

    name: str
    uid: int
    gid: int
    home: str


def account(system: System, name: str) -> Account | None:
    return next((each for each in _accounts(system) if each.name == name), None)


def name_of(system: System, uid: int) -> str:
    """The user's name; the number itself when it has none here."""
    return next((each.name for each in _accounts(system) if each.uid == uid), str(uid))


def groups_of(system: System, user: Account) -> frozenset[int]:
    """The user's own group and the others that it is in."""
    lines = [line.split(":") for line in (system.text("/etc/group") or "").splitlines()]
    named = {
        int(each[2]) for each in lines if len(each) == 4 and each[2].isdecimal() and user.name in each[3].split(",")
    }
    return frozenset(named | {user.gid})


def own_name(system: System) -> str:
    """Of the user that agwctl runs as; after `sudo`, root."""
    effective = re.search(r"^Uid:\t\d+\t(\d+)", system.text("/proc/self/status", 65536) or "", re.MULTILINE)
    name = name_of(system, int(effective[1])) if effective is not None else ""
    return system.environ.get("USER", name) if name == "" or name.isdecimal() else name


def _accounts(system: System) -> Iterator[Account]:
    for line in (system.text("/etc/passwd") or "").splitlines():
        fields = line.split(":")
        if len(fields) == 7 and fields[2].isdecimal() and fields[3].isdecimal():
            yield Account(fields[0], int(fields[2]), int(fields[3]), fields[5])
