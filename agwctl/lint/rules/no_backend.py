"""A route that can only fail, because it leads nowhere.

What it does: finds routes without backends that do not answer by themselves, and routes of whose backends each has the
weight 0.

Why: agentgateway loads them, and answers every request with 500 `no valid backends`.

Example:

    routes:
    - matches: [{path: {pathPrefix: /ollama}}]
      backends: []

Use instead: a backend, or an answer.

    routes:
    - matches: [{path: {pathPrefix: /ollama}}]
      backends:
      - ai: {name: ollama, hostOverride: "localhost:11434", provider: {openAI: {}}}
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.route import Route
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.rule import LintContext

META = Code("AGW202", "no-backend", Severity.WARNING, "a route that leads nowhere")
IDS = ()

ANSWERS = ("direct_response", "request_redirect", "ext_proc", "ext_authz", "oidc")
"""Policies by which a route, or a server that it asks, answers by itself."""


def check(ctx: LintContext) -> Iterator[Finding]:
    # Targeted policies may let a route answer by itself.
    if not ctx.loads or ctx.config.policies is not None:
        return
    for route in ctx.each(Route):
        if any(getattr(route.policies, name, None) is not None for name in ANSWERS):
            continue
        if not route.backends:
            message = "this route has no backend: every request here is answered with 500"
            yield Finding(META, route.key_node("backends"), message, "give it a backend, or a directResponse")
        elif all(entry.weight == 0 for entry in route.backends):
            message = "all backends of this route have the weight 0: every request here is answered with 500"
            yield Finding(META, route.backends[0].node("weight"), message, "give one of them a weight")
