"""The gateway that runs knows the paths of its configuration."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Link, Scope, failed, not_needed, passed, warned
from agwctl.doctor.evidence.maker import shown
from agwctl.doctor.evidence.passage import End, end_of
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.gateway import restart

__all__ = ["META", "run"]

META = Check(
    "prefixes-are-routed",
    Link.GATEWAY,
    "the gateway that runs takes the paths of its configuration",
    ids=("E04", "E21"),
    needs=("configuration-is-valid", "it-is-the-gateway"),
    scope=Scope.ONCE,
)


def run(facts: Facts) -> Finding:
    gateway = facts.gateway
    if gateway is None or gateway.is_down or facts.configuration is None:
        return not_needed("there is no gateway whose configuration is known")
    asked = {f"GET {prefix}/v1/models": answer for prefix, answer in gateway.by_prefix.items()}
    asked |= {f"POST {call.path} for {call.model}": answer for call, answer in gateway.calls.items()}
    ends = {what: end_of(answer) for what, answer in asked.items()}
    lost = [what for what, end in ends.items() if end in (End.NO_ROUTE, End.NO_MODEL)]
    if not lost:
        return passed(f"{len(asked)} paths of {facts.configuration.path} are taken")
    evidence = [f"{what}: {shown(asked[what])}" for what in lost]
    id = "E04" if ends[lost[0]] is End.NO_ROUTE else "E21"
    summary = f"{gateway.url} does not take {lost[0]}, which {facts.configuration.path} routes: it {ends[lost[0]]}"
    tell = failed if len(lost) == len(asked) or any(what.startswith("POST") for what in lost) else warned
    return tell(id, summary, evidence, [restart(facts)])
