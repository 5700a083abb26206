"""What answers at the gateway's address is a gateway, or leads to one."""

from __future__ import annotations

import json
from collections.abc import Iterator

from agwctl.doctor.check import Check, Finding, Fix, Link, Scope, Status, failed, not_needed, passed, warned
from agwctl.doctor.evidence.maker import cdn_of, is_page, quoted, shown, tunnel_of
from agwctl.doctor.evidence.port_owner import foreign_owner, told
from agwctl.doctor.facts.fact import known, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.gateway import Gateway
from agwctl.doctor.facts.network import Answer
from agwctl.doctor.fixes.gateway import configured_port, free_port, start, start_on, use

__all__ = ["META", "run"]

META = Check(
    "it-is-the-gateway",
    Link.GATEWAY,
    "what answers on {gateway} is a gateway",
    ids=("A23", "E14", "A32"),
    needs=("gateway-listening", "gateway-scheme-fits"),
    scope=Scope.ONCE,
)
NOTHING = Answer(0)
PROXIES = ("nginx", "caddy", "traefik", "envoy", "istio", "apache", "openresty", "haproxy", "cloudflare")
"""Servers that stand in front of others: a page of theirs says nothing about what is behind."""


def run(facts: Facts) -> Finding:
    gateway = facts.gateway
    if gateway is None or gateway.is_down:
        return not_needed("there is no gateway to look at")
    models = known(gateway.models)
    code = tunnel_of(models)
    if code:
        return failed("A32", f"the tunnel itself answers, not what is behind it ({code})", [_line(models)],
                      [Fix("start the tunnel again and use its new name, or let clients send the header "
                           "`ngrok-skip-browser-warning: 1`")])  # fmt: skip
    if models.status == 404 and is_page(models) and _is_in_front(models):
        return _not_below(gateway, models)
    signs = list(_signs(gateway, models))
    if signs:
        return _foreign(facts, gateway, signs)
    owner = gateway.listener.process if gateway.listener is not None else None
    if owner is not None and owner.is_ollama:
        return warned("A23", f"{gateway.url} is Ollama itself, not a gateway", [f"the port is held by {told(owner)}"])
    return passed(f"GET /v1/models: {models.line}", [_line(models)])


def _signs(gateway: Gateway, models: Answer) -> Iterator[str]:
    """What no gateway answers."""
    unknown = known_or(gateway.unknown_path, NOTHING)
    if not models.status:
        yield f"GET /v1/models: {models.line}, which is no HTTP"
    asked = [("GET /v1/models", models), ("POST to an API path", unknown)]
    for what, answer in asked:
        if "x-powered-by" in answer.headers:
            yield f"{what}: header {quoted(answer, 'x-powered-by')[0]}"
    for what, answer in asked:
        if is_page(answer) and not _is_in_front(answer):
            yield f"{what}: {shown(answer)}"
    if models.status == 404 and unknown.status == 404 and _is_else(models):
        yield f"GET /v1/models: {shown(models)}"


def _is_else(answer: Answer) -> bool:
    """Whether it is an object, and no error as APIs of models have it."""
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and "error" not in said


def _not_below(gateway: Gateway, models: Answer) -> Finding:
    """What stands in front of the gateway answers itself."""
    name = ", ".join(quoted(models, "server"))
    summary = f"a proxy answers on {gateway.address.authority} ({name}), and has no models below {gateway.url}/v1"
    fix = Fix("call the gateway by the path under which the proxy has it (nginx: the `location` of its configuration)")
    return failed("A23", summary, [_line(models)], [fix])


def _is_in_front(answer: Answer) -> bool:
    return cdn_of(answer) is not None or answer.headers.get("server", "").lower().startswith(PROXIES)


def _foreign(facts: Facts, gateway: Gateway, signs: list[str]) -> Finding:
    port = gateway.address.port
    owner = foreign_owner(facts, port) or (gateway.listener.process if gateway.listener is not None else None)
    who = told(owner) if owner is not None else "another program"
    if not gateway.is_named and facts.configuration is None:
        return not_needed(f"{who} has port {port}, and nobody said that a gateway is to be there")
    evidence = [*signs, f"port {port} is held by {who}"] if owner is not None else signs
    models = known_or(gateway.models, NOTHING)
    if models.status == 200 and not is_page(models):
        evidence = [*evidence, "GET /v1/models works: that does not prove that chat works"]
    evidence = [*evidence, "what is behind the gateway was asked directly, not through it"]
    opened = [each.port for each in (facts.configuration.ports if facts.configuration is not None else ())]
    ids = ("E14", "A23") if port in opened else ("A23",)
    summary = f"the program on {gateway.address.authority} is no gateway but {who} ({signs[0]})"
    return Finding(Status.FAIL, summary, ids, tuple(evidence), tuple(_fixes(facts, port, owner is not None)))


def _fixes(facts: Facts, port: int, is_owner_known: bool) -> Iterator[Fix]:
    other = configured_port(facts)
    if other is not None and other != port:
        yield use(facts, other)
        yield start(facts)
    elif other is not None:
        path = facts.configuration.path if facts.configuration is not None else ""
        yield Fix(f"stop that program, or give {path} another port", ())
    else:
        port_to_take = free_port(facts)
        yield start_on(facts, port_to_take)._replace(
            title=f"start the gateway on port {port_to_take}, which is free, and let clients use it"
        )
    if not is_owner_known:
        yield Fix(f"see what holds port {port}", (f"sudo lsof -nP -iTCP:{port} -sTCP:LISTEN",), "linux, macos")


def _line(models: Answer) -> str:
    return f"GET /v1/models: {shown(models)}"
