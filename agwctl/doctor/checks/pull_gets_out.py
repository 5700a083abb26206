"""Pulls reach the registry: by the server's own proxy, trust and network, not this shell's."""

from __future__ import annotations

import re

from agwctl.doctor.check import Check, Finding, Fix, Link, failed, noted, passed
from agwctl.doctor.evidence.server_settings import server_process
from agwctl.doctor.evidence.texts import tell, trace
from agwctl.doctor.evidence.wanted import wanted
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.service import Service
from agwctl.doctor.fixes.environment import give

__all__ = ["META", "run"]

META = Check(
    "pull-gets-out",
    Link.MODEL,
    "{server} can pull models from the registry",
    ids=("B20",),
    needs=(
        "it-is-ollama",
        "host-is-accepted",
    ),
    matters=False,
)

_BLOCKED = re.compile(
    r"(?:pull model manifest:|registry\.ollama\.ai|ollama\.com|r2\.cloudflarestorage\.com).*?"
    r"(?P<why>x509: [^\"]{0,120}|certificate[^\"]{0,80}|gave HTTP response to HTTPS client|proxyconnect[^\"]{0,80}"
    r"|i/o timeout|no such host|connection (?:refused|reset)|network is unreachable|TLS handshake timeout"
    r"|Proxy Authentication Required|context deadline exceeded)",
    re.IGNORECASE,
)
_TRUST = re.compile(r"x509|certificate", re.IGNORECASE)
_NAME = re.compile(r"no such host", re.IGNORECASE)
_HOST = "registry.ollama.ai"
_VARIABLES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")


def run(facts: Facts) -> Finding:
    found = trace(facts, _BLOCKED)
    if found is not None:
        why = found.match["why"]
        return tell(found, failed("B20", f"a pull did not reach the registry: {why}", fixes=_way_out(facts, why)))
    variables = _variables(facts)
    shell = [name for name in _VARIABLES if facts.environment.get(name)]
    absent = [one for one in wanted(facts) if one.entry is None and not one.is_cloud]
    if variables is None or any(name.upper() == "HTTPS_PROXY" for name, value in variables.items() if value):
        return passed("nothing is known that is in the way of pulls")
    if shell and absent:
        summary = (
            f"this shell goes out through a proxy ({shell[0]}), which the server is not told of: it pulls by itself"
        )
        return noted("B20", summary, ["the server's variables: no HTTPS_PROXY"], _way_out(facts, ""))
    return passed("nothing is known that is in the way of pulls")


def _way_out(facts: Facts, why: str) -> list[Fix]:
    if _NAME.search(why):
        look = Fix("let the server's machine resolve registry.ollama.ai; whether it does", (f"getent hosts {_HOST}",))
        return [look, *_shells_proxy(facts)]
    proxy = _shells_proxy(facts) or [Fix("give the server itself the network's proxy, as HTTPS_PROXY (not HTTP_PROXY)")]
    if _TRUST.search(why):
        authority = "the certificate authority that answers for the registry"
        return [Fix(f"let the server's machine or container trust {authority}"), *proxy]
    return [*proxy, Fix(f"let the server's machine reach {_HOST} and *.r2.cloudflarestorage.com on port 443")]


def _shells_proxy(facts: Facts) -> list[Fix]:
    """The one that this shell goes out through, when it wants no password."""
    name = next((each for each in _VARIABLES if facts.environment.get(each)), "")
    value = facts.environment.get(name, "")
    if not value or "@" in value:
        return []
    title = f"give the server itself the proxy of this shell's {name}, as HTTPS_PROXY (HTTP_PROXY breaks it)"
    return [give(facts, title, {"HTTPS_PROXY": value})]


def _variables(facts: Facts) -> dict[str, str] | None:
    """The server's own; None when they are not known."""
    process = server_process(facts)
    if process is not None and process.environment is not None:
        return dict(process.environment)
    environment = known_or(facts.service, Service()).environment if facts.server.is_here else None
    return dict(environment) if environment is not None else None
