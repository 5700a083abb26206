"""A browser lets the page that was named call the gateway."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Fix, Link, Scope, failed, not_needed, passed
from agwctl.doctor.evidence.maker import shown
from agwctl.doctor.facts.fact import known
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.gateway import validate

__all__ = ["META", "run"]

META = Check(
    "browser-may-call",
    Link.CLIENT,
    "a browser lets the page call {gateway}",
    ids=("A29", "A30"),
    scope=Scope.ONCE,
)


def run(facts: Facts) -> Finding:
    origin, gateway = facts.asked.origin, facts.gateway
    if not origin:
        return not_needed("no page or extension was named (--origin)")
    if gateway is None or gateway.is_down:
        return not_needed("there is no gateway that it could call")
    if origin.startswith("https://") and gateway.address.scheme == "http" and not gateway.address.is_loopback:
        summary = f"{origin} is encrypted and {gateway.url} is not: browsers block such calls"
        fix = Fix("put TLS in front of the gateway, or use http://127.0.0.1 on the browser's own machine, "
                  "which browsers except")  # fmt: skip
        return failed("A29", summary, [f"the page: {origin}", f"the gateway: {gateway.url}"], [fix])
    answer = known(gateway.with_origin)
    allowed = answer.headers.get("access-control-allow-origin", "")
    if answer.status and allowed not in ("*", origin):
        seen = f"GET /v1/models with Origin: {origin}: {shown(answer)}"
        summary = f"{gateway.url} does not allow {origin} to read its answers: browsers block them"
        fix = validate(facts, f"give the route `cors: {{allowOrigins: ['{origin}'], allowHeaders: ['*']}}`")
        return failed("A30", summary, [seen, f"Access-Control-Allow-Origin: {allowed or 'not there'}"], [fix])
    return passed(f"GET /v1/models with Origin: {origin}: Access-Control-Allow-Origin: {allowed}")
