"""No network of caches ends long requests on the way to the gateway."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Fix, Link, Scope, failed, not_needed, noted, passed
from agwctl.doctor.evidence.maker import Cdn, cdn_of, quoted
from agwctl.doctor.facts.deep import Generated
from agwctl.doctor.facts.fact import Unread, known
from agwctl.doctor.facts.facts import Facts

__all__ = ["META", "run"]

META = Check(
    "gateway-has-no-cdn",
    Link.GATEWAY,
    "no CDN on the way to {gateway} ends long requests",
    ids=("A33",),
    needs=("gateway-listening",),
    scope=Scope.ONCE,
)
GAVE_UP = (520, 522, 524)
"""Cloudflare's statuses for a server behind it that said nothing, or not in time."""
FIX = Fix(
    "let clients stream (`stream: true`), ask for shorter answers, or let them use an address that avoids the CDN"
)


def run(facts: Facts) -> Finding:
    gateway = facts.gateway
    if gateway is None or gateway.is_down:
        return not_needed("there is no gateway in the way")
    models = known(gateway.models)
    cdn = cdn_of(models)
    given_up = _given_up(facts)
    if given_up is not None:
        return _ended(cdn, given_up)
    if cdn is None:
        return passed("no CDN shows itself")
    headers = quoted(models, "server", cdn.field)
    summary = (
        f"a CDN is in the path ({', '.join(headers)}): it ends a request that has sent no byte for {cdn.patience}, "
        "and the plan decides whether that can be changed"
    )
    return noted("A33", summary, [f"GET /v1/models: {', '.join(headers)}"], [FIX])


def _given_up(facts: Facts) -> Generated | None:
    """The generation through the gateway that a CDN ended, if --deep has seen one."""
    answers = () if isinstance(facts.deep, Unread) else facts.deep.answers
    return next((each for each in answers if each.status in GAVE_UP and not each.is_direct), None)


def _ended(cdn: Cdn | None, ended: Generated) -> Finding:
    seconds = ended.first_byte or ended.total
    name = cdn.name if cdn is not None else "a CDN"
    how = "with a stream" if ended.is_stream else "without a stream"
    summary = f"{name} ended a generation {how} with status {ended.status} after {seconds:.1f} s"
    return failed("A33", summary, [ended.line, *filter(None, [ended.server_header])], [FIX])
