"""The open TCP ports in Linux' /proc/net/tcp and tcp6."""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Iterator
from typing import NamedTuple

from agwctl.doctor.system import System

__all__ = ["Open", "listening"]

_LISTEN = "0A"
_FIRST, _LIMIT = 2**12, 2**17
"""Some 25 and 800 sockets: the kernel writes those that listen before all others, of which there may be 100,000."""


class Open(NamedTuple):
    """A socket that listens."""

    address: str
    port: int
    uid: int
    """Of the user who opened it."""
    inode: int


def listening(system: System) -> list[Open] | None:
    """Of this network namespace; None when neither file can be read."""
    texts = [_table(system, f"/proc/net/{name}") for name in ("tcp", "tcp6")]
    if texts == [None, None]:
        return None
    return [each for text in texts for each in _read(text or "")]


def _table(system: System, path: str) -> str | None:
    """Its beginning where that has all that listen: to come to the others the kernel searches for milliseconds."""
    begin = system.text(path, _FIRST)
    has_others = any(fields[3] != _LISTEN for fields in _rows(begin or ""))
    return begin if has_others else system.text(path, _LIMIT)


def _rows(table: str) -> Iterator[list[str]]:
    """The fields of each line that is whole."""
    rows = (line.split() for line in table.splitlines()[1:])
    return (fields for fields in rows if len(fields) >= 10)


def _read(table: str) -> Iterator[Open]:
    for fields in _rows(table):
        if fields[3] != _LISTEN:
            continue
        address, _, port = fields[1].rpartition(":")
        try:
            yield Open(_address(address), int(port, 16), int(fields[7]), int(fields[9]))
        except ValueError:
            continue  # cut off


def _address(digits: str) -> str:
    """Four or sixteen bytes, in words of four in this machine's order; IPv4 within IPv6 is told as IPv4.

    Raises: ValueError.
    """
    written = bytes.fromhex(digits)
    words = [written[at : at + 4] for at in range(0, len(written), 4)]
    packed = b"".join(word[::-1] if sys.byteorder == "little" else word for word in words)
    address = ipaddress.ip_address(packed)
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)
