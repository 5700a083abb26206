"""A browser lets the page that was named call this address."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Fix, Link, Scope, failed, passed
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.gateway import validate
from agwctl.doctor.maker import shown

__all__ = ["META", "run"]

META = Check(
    "browser-may-call",
    Link.CLIENT,
    "a browser lets the page call this address",
    ids=("A29", "A30"),
    scope=Scope.ONCE,
)


def run(facts: Facts) -> Finding:
    origin, gateway = facts.asked.origin, facts.gateway
    address = gateway.address if gateway is not None else facts.server.server.address
    if not origin:
        return passed("no page or extension was named (--origin)")
    if origin.startswith("https://") and address.scheme == "http" and not address.is_loopback:
        summary = f"{origin} is encrypted and {address.url} is not: browsers block such calls"
        fix = Fix("put TLS in front of the address, or use http://127.0.0.1 on the browser's own machine, "
                  "which browsers except")  # fmt: skip
        return failed("A29", summary, [f"the page: {origin}", f"the address: {address.url}"], [fix])
    if gateway is None or isinstance(gateway.with_origin, Unread):
        return passed(f"{origin} may call {address.url} as far as its scheme goes")
    answer = gateway.with_origin
    allowed = answer.headers.get("access-control-allow-origin", "")
    if answer.status and allowed not in ("*", origin):
        seen = f"GET /v1/models with Origin: {origin}: {shown(answer)}"
        summary = f"{gateway.url} does not allow {origin} to read its answers: browsers block them"
        fix = validate(facts, f"give the route `cors: {{allowOrigins: ['{origin}'], allowHeaders: ['*']}}`")
        return failed("A30", summary, [seen, f"Access-Control-Allow-Origin: {allowed or 'not there'}"], [fix])
    return passed(f"GET /v1/models with Origin: {origin}: Access-Control-Allow-Origin: {allowed}")
