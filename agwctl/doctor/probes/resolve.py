"""What a name stands for here, by the system's resolver."""

from __future__ import annotations

import re
import socket
import time

from agwctl.doctor.facts.network import Resolution
from agwctl.doctor.system import System
from agwctl.ollama.address import is_ip

__all__ = ["resolve"]

_HOSTS = {"win32": "/Windows/System32/drivers/etc/hosts"}
_SHORTHAND = re.compile(r"(0[xX][0-9a-fA-F]+|\d+)(\.(0[xX][0-9a-fA-F]+|\d+)){0,3}")


def resolve(name: str, system: System) -> Resolution:
    """Takes as long as the resolver does: it has to run in a thread that nobody waits for without end."""
    if is_ip(name):
        return Resolution(name, (name,))
    if _SHORTHAND.fullmatch(name):
        # C's resolver would make 0.0.44.170 of `11434`; that of Go, in which Ollama is written, knows no such host.
        return Resolution(name, (), "a number is not a host name")
    started = time.monotonic()
    addresses, error = _asked(name)
    taken = time.monotonic() - started
    return Resolution(name, addresses, error, taken, bool(addresses) and _in_hosts_file(name, system))


def _asked(name: str) -> tuple[tuple[str, ...], str]:
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except OSError as error:
        return (), error.strerror or str(error)
    except ValueError as error:  # UnicodeError is one, too: labels that are empty or too long
        return (), str(error)
    return tuple(dict.fromkeys(str(each[4][0]) for each in found)), ""


def _in_hosts_file(name: str, system: System) -> bool:
    lines = (system.text(_HOSTS.get(system.platform, "/etc/hosts")) or "").splitlines()
    wanted = name.rstrip(".").lower()
    return any(wanted in line.partition("#")[0].lower().split()[1:] for line in lines)
