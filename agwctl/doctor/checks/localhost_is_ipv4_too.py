"""A name with an IPv6 address that nobody listens on does not lead clients astray."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Link, noted, passed, warned
from agwctl.doctor.facts.fact import known
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.network import Connect
from agwctl.doctor.fixes.address import instead

__all__ = ["META", "run"]

META = Check(
    "localhost-is-ipv4-too",
    Link.ROUTE,
    "no address of the name in {server} is a dead end before one that works",
    ids=("A17",),
    needs=("route-is-open",),
)


def run(facts: Facts) -> Finding:
    dials = known(facts.server.dials)
    host = facts.server.server.address.host
    open_ones = [dial for dial in dials if dial.outcome is Connect.OPEN]
    closed = [dial for dial in dials if dial.outcome is not Connect.OPEN and ":" in dial.address]
    works = next((dial for dial in open_ones if ":" not in dial.address), None)
    if works is None or not closed:
        return passed(f"{host} has no dead end before an address that works", [dial.line for dial in dials])
    evidence = [dial.line for dial in dials]
    summary = f"{host} is {closed[0].address} ({closed[0].outcome}) and {works.address} (open)"
    if dials[0] is not closed[0]:
        return noted("A17", f"{summary}, of which the second comes first", evidence)
    address = facts.server.server.address._replace(host=works.address)
    is_variable = facts.server.server.origin.kind in ("OLLAMA_HOST", "default") and address.scheme == "http"
    right = address.authority if is_variable and not address.path else address.url.rstrip("/")
    told = f"{summary}: clients that try the first address only (Node 17 to 19, some in Go and Java) fail"
    # A gateway is the client of what its configuration names; those that are known try the second address, too.
    tell = noted if facts.server.server.origin.kind == "configuration" else warned
    return tell("A17", told, evidence, [instead(facts, right)])
