"""Where packets for elsewhere go."""

from __future__ import annotations

import ipaddress
import sys

from agwctl.doctor.system import System

__all__ = ["default_gateway"]

_HAS_GATEWAY = 0x2
"""RTF_GATEWAY of Linux' route.h."""


def default_gateway(system: System) -> str:
    """The gateway of IPv4's default route with the smallest metric; empty when there is none."""
    routes = [line.split() for line in (system.text("/proc/net/route") or "").splitlines()[1:]]
    found = [(_number(each[6]), each[2]) for each in routes if len(each) >= 8 and _is_default(each)]
    return _address(min(found)[1]) if found else ""


def _is_default(route: list[str]) -> bool:
    """Of a line's fields: interface, destination, gateway, flags, …, metric, mask."""
    try:
        return int(route[1], 16) == int(route[7], 16) == 0 and bool(int(route[3], 16) & _HAS_GATEWAY)
    except ValueError:
        return False


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _address(word: str) -> str:
    """Of the kernel's memory word, which is in the order of this machine."""
    try:
        return str(ipaddress.IPv4Address(int(word, 16).to_bytes(4, sys.byteorder)))
    except (ValueError, OverflowError):
        return ""
