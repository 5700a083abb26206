"""The address as it is written is one that every client understands, and understands alike."""

from __future__ import annotations

import ipaddress
import re
from typing import NamedTuple

from agwctl.doctor.check import Check, Finding, Link, failed, noted, passed, warned
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.network import Connect
from agwctl.doctor.fixes.address import instead
from agwctl.ollama.address import DEFAULT_PORT, Address, authority, is_ip, parse, to_dial
from agwctl.ollama.python_host import difference, python_url

__all__ = ["META", "run"]

META = Check(
    "address-is-dialable", Link.NAME, "the address {server} can be dialled by every client", ids=("A15", "A16")
)

_CREDENTIALS = re.compile(r"((?:^|//))[^/@]*@")


def run(facts: Facts) -> Finding:
    written = facts.server.server.origin.written.strip()
    shown = _CREDENTIALS.sub(r"\1***@", written)
    said = f"{_source(facts)}: {shown}"
    address = parse(written)
    return (
        _no_address(facts, written, address, said)
        or _other_port(facts, written, address, said)
        or _wildcard(facts, address, said)
        or _read_differently(facts, address, said)
        or passed(f"{facts.server.server.url} is how every client reads it", [said] if written else [])
    )


def _source(facts: Facts) -> str:
    origin = facts.server.server.origin
    return origin.where or origin.kind


def _meant(facts: Facts, otherwise: str) -> str:
    """The Ollama that was found here, if there is one."""
    found = next((near for near in known_or(facts.server.nearby, ()) if near.version), None)
    return otherwise if found is None else found.dial.authority


def _no_address(facts: Facts, written: str, address: Address, said: str) -> Finding | None:
    """What can be no address of an HTTP server at all."""
    wrong = _wrong(written, address)
    if wrong is None:
        return None
    right = _meant(facts, wrong.right) if wrong.is_guess else wrong.right
    return failed("A16", f"{said.partition(': ')[2]} {wrong.why}", [said], [instead(facts, right)])


class _Wrong(NamedTuple):
    why: str
    right: str
    """What was probably meant."""
    is_guess: bool = False
    """Whether nothing of it was written."""


def _wrong(written: str, address: Address) -> _Wrong | None:
    port = address.port or DEFAULT_PORT
    host = address.host
    if re.match(r"https?//", written):
        return _Wrong(
            "lacks a colon before its slashes, so its host is `http`", re.sub(r"^(https?)//", r"\1://", written)
        )
    if "@" in address.host:
        bare = parse(_CREDENTIALS.sub(r"\1", written))
        return _Wrong("names a user, for which an address of Ollama has no place", bare.authority)
    if address.scheme.lower() not in ("http", "https"):
        return _Wrong(f"has the scheme {address.scheme}, which no client of Ollama speaks", authority(host, port))
    if host.isascii() and host.isdigit():
        number = int(host) if 0 < int(host) <= 65535 and port == DEFAULT_PORT else port
        return _Wrong(
            "is read as a host name: a number is no address", authority("127.0.0.1", number), port == DEFAULT_PORT
        )
    if ":" in host and not is_ip(host.partition("%")[0]):
        return _Wrong(f"is read as a host {host}, which is none", authority("127.0.0.1", DEFAULT_PORT), True)
    if address.port == 0:
        right = authority(host or "127.0.0.1", DEFAULT_PORT)
        return _Wrong("names port 0, on which nothing can be called", right, True)
    return None


def _other_port(facts: Facts, written: str, address: Address, said: str) -> Finding | None:
    """A scheme without a port means 80 or 443, and what is no port means 11434; told when nobody is there."""
    dials = known_or(facts.server.dials, ())
    is_there = not dials or any(dial.outcome is Connect.OPEN for dial in dials)
    host = address.host or "127.0.0.1"
    lines = [said, *(dial.line for dial in dials)]
    if address.warning:
        judge, right = (warned, None) if is_there else (failed, _here(facts))
        return judge("A16", address.warning, lines, [instead(facts, right or authority(host, address.port))])
    swallowed = re.fullmatch(r"(\S*[0-9a-f:]):(\d{4,5})", host)
    if is_there:
        return None
    if swallowed is not None and "[" not in written and is_ip(swallowed[1]):
        summary = f"the port {swallowed[2]} of {said.partition(': ')[2]} is read as a part of the address"
        return failed("A16", summary, lines, [instead(facts, authority(swallowed[1], int(swallowed[2])))])
    if "://" not in written or re.search(r":\d+(/|$)", written.partition("://")[2]):
        return None
    summary = f"{said.partition(': ')[2]} means port {address.port}, not {DEFAULT_PORT}, and nobody answers there"
    found = [near for near in known_or(facts.server.nearby, ()) if near.version]
    lines += [f"{near.dial.authority}: Ollama {near.version}" for near in found]
    is_shell = facts.server.server.origin.kind == "OLLAMA_HOST"
    right = _here(facts) or (authority(host, DEFAULT_PORT) if is_shell else f"http://{authority(host, DEFAULT_PORT)}")
    return failed("A16", summary, lines, [instead(facts, right)])


def _here(facts: Facts) -> str | None:
    """The Ollama that was found when the address is one of this machine's."""
    return _meant(facts, "") or None if facts.server.is_here else None


def _wildcard(facts: Facts, address: Address, said: str) -> Finding | None:
    if not _is_unspecified(address.host):
        return None
    dialled = facts.server.server.address.authority
    summary = f"{address.host} is an address to listen on; clients have to call {dialled}"
    fixes = [instead(facts, facts.server.server.url if facts.server.server.address.path else dialled)]
    if known_or(facts.context, Context("linux")).platform == "win32":
        return failed("A15", f"{summary}, and on Windows calls to {address.host} fail", [said], fixes)
    if facts.server.server.origin.kind == "configuration":
        return warned("A15", f"{summary}: this works here and fails on Windows", [said], fixes)
    return noted("A15", f"{summary}, which is what happens here", [said])


def _read_differently(facts: Facts, address: Address, said: str) -> Finding | None:
    """Clients in Python read the variable by rules of their own."""
    written = facts.server.server.origin.written
    if facts.server.server.origin.kind != "OLLAMA_HOST":
        return None
    other, theirs = difference(written), python_url(written)
    if other is None or (theirs is not None and theirs.lower() == to_dial(address).url.lower().rstrip("/")):
        return None
    right = address.url if address.scheme == "https" else facts.server.server.address.authority
    evidence = [said, f"Ollama takes it as {address.url}", other]
    summary = f"programs read OLLAMA_HOST={written} differently: {other}"
    return warned("A16", summary, evidence, [instead(facts, right)])


def _is_unspecified(host: str) -> bool:
    return is_ip(host) and ipaddress.ip_address(host).is_unspecified
