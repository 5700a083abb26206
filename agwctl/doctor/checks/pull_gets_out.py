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
_PROXY = "http://PROXY:PORT"


def run(facts: Facts) -> Finding:
    found = trace(facts, _BLOCKED)
    if found is not None:
        why = found.match["why"]
        return tell(found, failed("B20", f"a pull did not reach the registry: {why}", fixes=_way_out(facts, why)))
    variables = _variables(facts)
    shell = [name for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy") if facts.environment.get(name)]
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
    proxy = give(
        facts, "give the server itself the proxy, as HTTPS_PROXY (HTTP_PROXY breaks it)", {"HTTPS_PROXY": _PROXY}
    )
    if _TRUST.search(why):
        trust = Fix(
            "let the server's machine or container trust the certificate authority that answers for the registry"
        )
        return [trust, proxy]
    return [proxy, Fix("let the server's machine reach registry.ollama.ai and *.r2.cloudflarestorage.com on port 443")]


def _variables(facts: Facts) -> dict[str, str] | None:
    """The server's own; None when they are not known."""
    process = server_process(facts)
    if process is not None and process.environment is not None:
        return dict(process.environment)
    environment = known_or(facts.service, Service()).environment if facts.server.is_here else None
    return dict(environment) if environment is not None else None
