"""The gateway is called in the protocol that it speaks: http or https."""

from __future__ import annotations

import re

from agwctl.doctor.check import Check, Finding, Fix, Link, Scope, Status, failed, not_needed, passed
from agwctl.doctor.evidence.maker import beginning
from agwctl.doctor.facts.fact import Unread, known, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.gateway import Gateway
from agwctl.doctor.facts.network import Answer, Tls
from agwctl.doctor.fixes.shell import export
from agwctl.ollama.address import Address, parse

__all__ = ["META", "run"]

META = Check(
    "gateway-scheme-fits",
    Link.GATEWAY,
    "{gateway} is called in the protocol that it speaks",
    ids=("A27", "A28"),
    needs=("gateway-listening",),
    scope=Scope.ONCE,
)
NOTHING = Answer(0)


def run(facts: Facts) -> Finding:
    gateway = facts.gateway
    if gateway is None or gateway.is_down:
        return not_needed("there is no gateway to call")
    if gateway.address.scheme == "https":
        return _encrypted(facts, gateway, known(gateway.tls))
    tls = known_or(gateway.tls, Tls(speaks_tls=False))
    root = known_or(gateway.root, known_or(gateway.models, NOTHING))
    if isinstance(gateway.tls, Unread) and root is NOTHING:
        known(gateway.tls)
    refusal = "" if tls.speaks_http and root.status == 400 else _wants_tls(root)  # that comes from behind it
    if refusal or (tls.speaks_tls and not root.status):
        evidence = [f"GET / without TLS: {refusal or root.line}", f"a TLS greeting: {_greeted(tls)}"]
        there = _sent_on(root)
        if there is not None and not tls.speaks_tls:
            summary = f"{gateway.url} sends clients on to {there.url}, and a POST that is sent on becomes a GET"
            return failed("A28", summary, evidence, [_other(facts, there, "https")])
        summary = f"{gateway.url} is called without TLS, and the port speaks TLS"
        return failed("A28", summary, evidence, [_other(facts, gateway.address, "https")])
    return passed(f"plain HTTP, as {gateway.url} says")


def _encrypted(facts: Facts, gateway: Gateway, tls: Tls) -> Finding:
    if not tls.speaks_tls:
        said = "HTTP in plain text" if tls.speaks_http else tls.error or "no TLS"
        summary = f"{gateway.url} is called with TLS, and the port speaks none"
        return failed("A27", summary, [f"a TLS greeting: {said}"], [_other(facts, gateway.address, "http")])
    if not tls.is_trusted:
        names = f"it is for {', '.join(tls.names)}" if tls.names else ""
        fix = Fix("trust its authority: put the CA's file into SSL_CERT_FILE of the clients, or use a public one")
        evidence = tuple(filter(None, (f"certificate: {tls.error}", names)))
        summary = f"the certificate of {gateway.url} is not trusted here: {tls.error}"
        return Finding(Status.FAIL, summary, (), evidence, (fix,))
    return passed(f"TLS with a certificate that is trusted here, for {', '.join(tls.names) or 'this name'}")


def _greeted(tls: Tls) -> str:
    return "TLS" if tls.speaks_tls else tls.error or "no TLS"


def _wants_tls(answer: Answer) -> str:
    """What a plain request was told on a port that speaks TLS: a 400, an alert, or to come again with https."""
    text = beginning(answer).lower()
    if answer.status == 400 and ("http request to an https" in text or "plain http request was sent" in text):
        return f"{answer.line}: plain HTTP to an HTTPS port"
    target = answer.headers.get("location", "")
    if answer.status in (301, 302, 307, 308) and target.startswith("https://"):
        return f"{answer.status} to {target[:100]}"
    return "a TLS alert" if answer.raw[:1] == b"\x15" else ""


def _sent_on(answer: Answer) -> Address | None:
    """The place of a redirect, without a user that it may name."""
    scheme, _, rest = answer.headers.get("location", "").partition("://")
    authority = rest.partition("/")[0].rpartition("@")[2]
    is_place = answer.status in (301, 302, 307, 308) and scheme == "https" and re.fullmatch(r"[\w.:\[\]-]+", authority)
    return parse(f"{scheme}://{authority}") if is_place else None


def _other(facts: Facts, address: Address, scheme: str) -> Fix:
    host = address.authority
    if scheme == "https" and address.port in (80, 443):
        host = host.rpartition(":")[0]
    title = f"call it as {scheme}://{host}"
    return export(facts, title, {"OPENAI_BASE_URL": f"{scheme}://{host}/v1"})
