"""The server is called in the protocol that it speaks: http or https."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from agwctl.doctor.check import Check, Finding, Fix, Link, Status, failed, passed
from agwctl.doctor.evidence.maker import quoted, shown
from agwctl.doctor.facts.fact import known, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.network import Answer, Tls
from agwctl.doctor.fixes.address import instead
from agwctl.doctor.fixes.gateway import encrypted, plain

__all__ = ["META", "run"]

META = Check(
    "scheme-fits",
    Link.IDENTITY,  # who it is can only be asked in its own protocol
    "{server} is called in the protocol that it speaks",
    ids=("A27", "A28", "E08", "E09"),
    needs=("ollama-listening",),
)
_WANTS_TLS = re.compile(r"HTTP request (was sent )?to (an )?HTTPS (server|port)|requires? (TLS|HTTPS)", re.IGNORECASE)
_MOVED = (301, 302, 303, 307, 308)
NO_ANSWER = Answer(0)


def run(facts: Facts) -> Finding:
    return _encrypted(facts) if facts.server.server.address.scheme.lower() == "https" else _plain(facts)


def _encrypted(facts: Facts) -> Finding:
    server, tls = facts.server, known(facts.server.tls)
    url = server.server.url
    if tls.speaks_tls:
        return _certificate(facts, tls)
    answer = known_or(server.plain, NO_ANSWER)
    if not tls.speaks_http and not answer.status:
        return passed("it speaks neither TLS nor HTTP")
    evidence = [
        f"a TLS greeting: {tls.error or 'answered with HTTP in plain text'}",
        f"GET / without TLS: {shown(answer)}",
    ]
    summary = f"{url} is called with TLS, and the port speaks plain HTTP: Ollama itself never speaks TLS"
    return _failed(facts, "A27", summary, evidence, server.server.address._replace(scheme="http").url.rstrip("/"))


def _certificate(facts: Facts, tls: Tls) -> Finding:
    """Clients refuse one that they do not trust; a gateway's configuration may say that it is not to be checked."""
    names = ", ".join(tls.names[:4])
    if tls.is_trusted:
        return passed(f"TLS, with a certificate that is trusted here{f' for {names}' if names else ''}")
    evidence = (f"certificate: {tls.error}", *([f"it is for {names}"] if names else []))
    fix = Fix("let clients trust its authority: the file of the CA in SSL_CERT_FILE; or take a public certificate")
    status = Status.WARN if facts.server.server.origin.kind == "configuration" else Status.FAIL
    summary = f"the certificate of {facts.server.server.url} is not trusted here: {tls.error}"
    return Finding(status, summary, (), evidence, (fix,))


def _plain(facts: Facts) -> Finding:
    server = facts.server
    root = known_or(server.root, NO_ANSWER)
    tls = known_or(server.tls, Tls(speaks_tls=False))
    address = server.server.address
    moved_to = root.headers.get("location", "") if root.status in _MOVED else ""
    if moved_to.lower().startswith("https://"):
        right = _place(moved_to) or address._replace(scheme="https").url
        evidence = [f"GET /: {root.status}, {', '.join(quoted(root, 'location'))}"]
        summary = f"{server.server.url} sends clients on to https, and a POST that is sent on becomes a GET"
        return _failed(facts, "A28", summary, evidence, right)
    says_so = root.status in (400, 426, 497) and _WANTS_TLS.search(root.text[:4096])
    if says_so or (tls.speaks_tls and not root.status):
        greeted = "TLS" if tls.speaks_tls else tls.error or "no TLS"
        evidence = [f"GET / without TLS: {shown(root)}", f"a TLS greeting: {greeted}"]
        summary = f"{server.server.url} is called without TLS, and the port speaks TLS"
        return _failed(facts, "A28", summary, evidence, address._replace(scheme="https").url.rstrip("/"))
    return passed("plain HTTP, as the address says")


def _place(url: str) -> str:
    """Scheme, host and port of a redirect, without the credentials that it may hold; empty when it has none."""
    try:
        netloc = urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:
        return ""
    return f"https://{netloc}" if netloc else ""


def _failed(facts: Facts, id: str, summary: str, evidence: list[str], right: str) -> Finding:
    if facts.server.server.origin.kind != "configuration":
        return failed(id, summary, evidence, [instead(facts, right)])
    of_file, fix = ("E08", plain(facts)) if id == "A27" else ("E09", encrypted(facts))
    return failed(id, summary, evidence, [fix])._replace(ids=(of_file, id))
