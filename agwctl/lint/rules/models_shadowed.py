"""A route of the gateway takes the requests that the models of `llm` are for.

What it does: finds an `llm` section on a gateway on which a route without hostnames or other conditions takes every
path, or those below `/v1`.

Why: the section is a route that matches every path, and of equal matches the one whose name comes first is taken:
any route's comes before the section's. Not one request gets to the models.

Example:

    gateways:
      default: {port: 3000}
    llm:
      models:
      - {name: llama3.2, provider: ollama}
    routes:
    - backends: [{host: "localhost:8080"}]

Use instead: a path of its own for the route.

    gateways:
      default: {port: 3000}
    llm:
      models:
      - {name: llama3.2, provider: ollama}
    routes:
    - matches: [{path: {pathPrefix: /app}}]
      backends: [{host: "localhost:8080"}]
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.names import attached, llm_gateways
from agwctl.diagnostics.diagnostic import Code, Finding, Label, Severity
from agwctl.lint.route_order import Claim, claims
from agwctl.lint.rule import LintContext

META = Code("AGW102", "models-shadowed", Severity.WARNING, "a route that takes the requests for the llm section")
IDS = ("E19", "E21")

OWN_KEY = "internal/llm:request"


def check(ctx: LintContext) -> Iterator[Finding]:
    llm = ctx.config.llm
    if llm is None or not ctx.is_sound(llm):
        return
    names = llm_gateways(ctx.config)
    waiting = {key for key, _ in attached(ctx.config.gateways, names)} if names else set()
    takers = {claim.listener: claim for claim in reversed(claims(ctx)) if _takes_models(claim)}
    if waiting and waiting <= takers.keys():
        taker = takers[min(waiting)]
        route = taker.key.partition("/")[2]
        yield Finding(
            META,
            ctx.config.key_node("llm"),
            f"no request gets to these models: the route `{route}` of the same gateway takes them",
            "give that route a path of its own, or the section a port of its own: llm.port",
            (Label(taker.route.node(), "takes the requests"),),
        )


def _takes_models(claim: Claim) -> bool:
    match = claim.match
    if claim.hostname or match.method not in (None, "POST") or match.headers or match.query:
        return False
    if claim.takes_every_path:
        return True
    prefix = match.path.path_prefix
    if prefix is None:
        return False
    return prefix == "/v1" or (prefix in ("", "/") and (match.method is not None or claim.key < OWN_KEY))
