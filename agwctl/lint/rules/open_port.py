"""Models on a port that anybody on the network may use.

What it does: finds ports from which models can be reached without a credential. Told once for each port.

Why: agentgateway opens its ports on all interfaces, and Ollama asks nobody who he is. Where Ollama's own /api goes
through as well, strangers may also pull, copy and delete models.

Example:

    gateways:
      default: {port: 3000}
    llm:
      models:
      - name: "*"
        provider: ollama

Use instead: a key that clients must show, or a firewall.

    gateways:
      default:
        port: 3000
        apiKey:
          mode: strict
          keys:
          - keyHash: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
    llm:
      models:
      - name: "*"
        provider: ollama
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.llm_backends import AiPlace, ollama_hosts
from agwctl.config.match import RouteMatch
from agwctl.config.names import OLLAMA_PORT
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.llm import ai_places
from agwctl.lint.nodes import given
from agwctl.lint.ports import DataPort, checks_clients, data_ports
from agwctl.lint.rule import LintContext
from agwctl.lint.rules.prefix_is_a_mount import mount

META = Code("AGW502", "open-port", Severity.INFO, "models that anybody on the network may use")
IDS = ()

HINT = (
    "let clients show a key (policies.apiKey with mode: strict), or let a firewall decide who may use the port; "
    "agwctl serve --listen 127.0.0.1 keeps it on this machine"
)


def check(ctx: LintContext) -> Iterator[Finding]:
    frontend = ctx.config.frontend_policies
    if given(frontend, "network_authorization") is not None:
        return
    if given(ctx.config, "policies") is not None:
        return
    models, own_api = _llm_routes(ctx)
    for port in data_ports(ctx):
        open_routes = set(_open_routes(port))
        if open_routes & own_api:
            yield Finding(
                META, port.node, f"anybody who reaches port {port.number} may use, pull and delete models", HINT
            )
        elif open_routes & models or any(_is_open_llm(port)):
            yield Finding(META, port.node, f"anybody who reaches port {port.number} may use the models", HINT)


def _open_routes(port: DataPort) -> Iterator[int]:
    for entrance in port.entrances:
        if not checks_clients(*entrance.policies):
            yield from (id(route) for route in entrance.routes if not checks_clients(route.policies))


def _is_open_llm(port: DataPort) -> Iterator[bool]:
    for entrance in port.entrances:
        if entrance.llm is not None:
            yield not checks_clients(*entrance.policies, entrance.llm.policies)


def _llm_routes(ctx: LintContext) -> tuple[set[int], set[int]]:
    """The routes that lead to models, and those that let Ollama's own API through."""
    models, own_api = set(), set()
    for place in ai_places(ctx):
        models.add(id(place.route))
        if place.keeps_path and _is_ollama(place) and _passes_api(ctx, place):
            own_api.add(id(place.route))
    for host in ollama_hosts(ctx):
        models.add(id(host.route))
        if any(map(_takes_api, host.route.matches)):
            own_api.add(id(host.route))
    return models, own_api


def _is_ollama(place: AiPlace) -> bool:
    where = place.ai.host_override
    return where is not None and (where.port == OLLAMA_PORT or "ollama" in f"{where.host} {place.ai.name}".lower())


def _passes_api(ctx: LintContext, place: AiPlace) -> bool:
    untouched = {"passthrough", "detect"}
    if place.types_paths:
        kinds = {end: kind for layer in place.layers for end, kind in _types(layer).items()}
        return kinds.get("*") in untouched and any(map(_takes_api, place.route.matches))
    if not ctx.compat.route_type_by_path:
        return False
    mounted = ctx.compat.prefix_is_a_mount and any(mount(match) for match in place.route.matches)
    return mounted or any(map(_takes_api, place.route.matches))


def _types(layer: object) -> dict[str, str]:
    ai = getattr(layer, "ai", None)
    return {} if ai is None else ai.routes


def _takes_api(match: RouteMatch) -> bool:
    """Whether `DELETE /api/delete` fits."""
    prefix = (match.path.path_prefix or "/").rstrip("/")
    is_prefix = match.path.which == "path_prefix" and prefix in ("", "/api")
    return is_prefix and match.method in (None, "DELETE", "POST") and not match.headers and not match.query
