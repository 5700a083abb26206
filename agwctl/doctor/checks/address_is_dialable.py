"""The address as it is written is one that every client understands, and understands alike."""

from __future__ import annotations

import ipaddress
import re

from agwctl.doctor.check import Check, Finding, Link, failed, noted, passed, warned
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.network import Connect
from agwctl.doctor.fixes.address import instead
from agwctl.ollama.address import DEFAULT_PORT, Address, parse
from agwctl.ollama.python_host import difference

__all__ = ["META", "run"]

META = Check(
    "address-is-dialable", Link.NAME, "the address {server} can be dialled by every client", ids=("A15", "A16")
)


def run(facts: Facts) -> Finding:
    written = facts.server.server.origin.written
    said = f"{_source(facts)}: {written}"
    address = parse(written)
    return (
        _no_address(facts, written, address, said)
        or _other_port(facts, written, address, said)
        or _wildcard(facts, address, said)
        or _read_differently(facts, written, address, said)
        or passed(f"{facts.server.server.url} is how every client reads it", [said] if written else [])
    )


def _source(facts: Facts) -> str:
    origin = facts.server.server.origin
    return origin.where or origin.kind


def _no_address(facts: Facts, written: str, address: Address, said: str) -> Finding | None:
    """What can be no address of an HTTP server at all."""
    right = instead(facts, f"127.0.0.1:{DEFAULT_PORT}")
    if address.scheme.lower() not in ("http", "https"):
        why = f"{written} has the scheme {address.scheme}, which no client of Ollama speaks"
        return failed("A16", why, [said], [instead(facts, address._replace(scheme="http").url)])
    if address.host.isascii() and address.host.isdigit():
        right = instead(facts, f"127.0.0.1:{address.host}") if int(address.host) <= 65535 else right
        return failed("A16", f"{written} is read as a host name: a port alone is no address", [said], [right])
    if ":" in address.host and not _is_ip(address.host.partition("%")[0]):
        return failed("A16", f"{written} is read as a host {address.host}, which is none", [said], [right])
    return None


def _other_port(facts: Facts, written: str, address: Address, said: str) -> Finding | None:
    """A scheme without a port means 80 or 443, which is told when nobody is there; what is no port means 11434."""
    dials = known_or(facts.server.dials, ())
    is_there = not dials or any(dial.outcome is Connect.OPEN for dial in dials)
    host = f"[{address.host}]" if ":" in address.host else address.host or "127.0.0.1"
    if address.warning:
        return (warned if is_there else failed)(
            "A16", address.warning, [said], [instead(facts, f"{host}:{address.port}")]
        )
    has_port = "://" not in written or re.search(r":\d+(/|$)", written.partition("://")[2])
    if is_there or has_port:
        return None
    summary = f"{written} means port {address.port}, not {DEFAULT_PORT}, and nobody answers there"
    found = [near for near in known_or(facts.server.nearby, ()) if near.version]
    lines = [said, *(dial.line for dial in dials), *(f"{near.dial.authority}: Ollama {near.version}" for near in found)]
    is_shell = facts.server.server.origin.kind == "OLLAMA_HOST"
    right = f"{host}:{DEFAULT_PORT}" if is_shell else f"http://{host}:{DEFAULT_PORT}"
    return failed("A16", summary, lines, [instead(facts, right)])


def _wildcard(facts: Facts, address: Address, said: str) -> Finding | None:
    if not _is_unspecified(address.host):
        return None
    dialled = facts.server.server.address.authority
    summary = f"{address.host} is an address to listen on; clients have to call {dialled}"
    fixes = [instead(facts, dialled)]
    if known_or(facts.context, Context("linux")).platform == "win32":
        return failed("A15", f"{summary}, and on Windows calls to {address.host} fail", [said], fixes)
    if facts.server.server.origin.kind == "configuration":
        return warned("A15", f"{summary}: this works here and fails on Windows", [said], fixes)
    return noted("A15", f"{summary}, which is what happens here", [said])


def _read_differently(facts: Facts, written: str, address: Address, said: str) -> Finding | None:
    """Clients in Python read the variable by rules of their own."""
    if facts.server.server.origin.kind != "OLLAMA_HOST":
        return None
    other = difference(written)
    if other is None:
        return None
    right = address.url if address.scheme == "https" else facts.server.server.address.authority
    evidence = [said, f"Ollama takes it as {address.url}", other]
    return warned("A16", f"programs read OLLAMA_HOST={written} differently: {other}", evidence, [instead(facts, right)])


def _is_unspecified(host: str) -> bool:
    return _is_ip(host) and ipaddress.ip_address(host).is_unspecified


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
