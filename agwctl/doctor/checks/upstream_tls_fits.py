"""The gateway speaks TLS to upstreams that do, and to no other."""

from __future__ import annotations

from dataclasses import replace

from agwctl.doctor.check import Check, Finding, Link, Scope, failed
from agwctl.doctor.evidence.linted import linted
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.gateway import encrypted, plain

__all__ = ["META", "run"]

META = Check(
    "upstream-tls-fits",
    Link.GATEWAY,
    "the configuration speaks TLS to the upstreams that do",
    ids=("E08", "E09"),
    needs=("configuration-is-valid",),
    scope=Scope.ONCE,
)


def run(facts: Facts) -> Finding:
    for each in facts.servers:
        found = _mixed(replace(facts, server=each)) if each.server.origin.kind == "configuration" else None
        if found is not None:
            return found
    return linted(facts, META)


def _mixed(facts: Facts) -> Finding | None:
    server, tls = facts.server.server, facts.server.tls
    if isinstance(tls, Unread):
        return None
    where, url = server.origin.where, server.url
    asked = f"a TLS greeting to {server.address.authority}"
    if server.address.scheme == "https" and not tls.speaks_tls and tls.speaks_http:
        summary = f"the gateway speaks TLS to {url} ({where}), which speaks plain HTTP"
        return failed("E08", summary, [f"{asked}: HTTP in plain text"], [plain(facts)])
    if server.address.scheme == "http" and tls.speaks_tls:
        summary = f"the gateway speaks plain HTTP to {url} ({where}), which speaks TLS"
        return failed("E09", summary, [f"{asked}: TLS, for {', '.join(tls.names) or 'no name'}"], [encrypted(facts)])
    return None
