"""Nothing in front of the models asks for credentials."""

from __future__ import annotations

import re

from agwctl.doctor.check import Check, Finding, Fix, Link, Scope, not_needed, noted, passed, warned
from agwctl.doctor.evidence.maker import asks_for_login, beginning, quoted, shown
from agwctl.doctor.facts.fact import known
from agwctl.doctor.facts.facts import Facts

__all__ = ["META", "run"]

META = Check(
    "gateway-needs-no-login",
    Link.GATEWAY,
    "{gateway} answers without credentials",
    ids=("A34",),
    needs=("it-is-the-gateway",),
    scope=Scope.ONCE,
)
_OWN = re.compile(r"^(?:[\w ]*)authentication failure: ", re.IGNORECASE)
"""How agentgateway answers where its configuration has a policy of keys or tokens."""


def run(facts: Facts) -> Finding:
    gateway = facts.gateway
    if gateway is None or gateway.is_down:
        return not_needed("there is no gateway to ask")
    answer = known(gateway.models)
    if not asks_for_login(answer):
        return passed(f"GET /v1/models: {answer.status}, without a key")
    evidence = [f"GET /v1/models: {shown(answer)}", *quoted(answer, "www-authenticate", "server")]
    fix = Fix(
        "give clients the key or password of that layer (OPENAI_API_KEY for OpenAI's libraries), or let them use "
        "Ollama directly"
    )
    if _OWN.search(beginning(answer)):
        fix = Fix("give clients a key of the gateway's configuration: OPENAI_API_KEY for OpenAI's libraries")
        return noted("A34", f"{gateway.url} wants a key of its clients ({answer.status})", evidence, [fix])
    summary = f"{gateway.url} asks for credentials ({answer.status}): it is not Ollama, which has none"
    if answer.status == 403:
        summary = f"{gateway.url} answers 403: something before the models wants credentials, or another host name"
    return warned("A34", summary, evidence, [fix])
