"""A route below a path of its own whose prefix nothing takes off.

What it does: finds routes that match a `pathPrefix` other than `/`, `/v1…` or `/api…`, lead to an `ai` backend with a
host of its own, and say nothing about the path.

Why: guide mode takes the prefix off, so that `/ollama/v1/chat/completions` reaches Ollama as `/v1/chat/completions`.
agentgateway 1.4 sends the client's path unchanged, and Ollama answers 404.

Example:

    routes:
    - matches:
      - path: {pathPrefix: /ollama}
      backends:
      - ai:
          name: ollama
          hostOverride: localhost:11434
          provider: {openAI: {}}

Use instead:

    routes:
    - matches:
      - path: {pathPrefix: /ollama}
      policies:
        urlRewrite:
          path: {prefix: /}
      backends:
      - ai:
          name: ollama
          hostOverride: localhost:11434
          pathPrefix: /v1
          provider: {openAI: {}}
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.llm_backends import AiPlace
from agwctl.config.match import RouteMatch
from agwctl.config.names import OLLAMA_PORT
from agwctl.config.route import Route
from agwctl.diagnostics.diagnostic import Code, Finding, Label, Severity
from agwctl.lint.edits import both, put
from agwctl.lint.llm import ai_places
from agwctl.lint.rule import LintContext, fix
from agwctl.source.edit import Edits

META = Code("AGW403", "prefix-is-a-mount", Severity.INFO, "a matched prefix that agentgateway 1.4 sends to Ollama")
IDS = ("E04",)


def check(ctx: LintContext) -> Iterator[Finding]:
    told: set[int] = set()
    for place in ai_places(ctx):
        route = place.route
        if id(route) in told or not place.keeps_path or _rewrites_path(route):
            continue
        for match in route.matches:
            prefix = mount(match)
            if prefix is not None:
                told.add(id(route))
                yield Finding(
                    META._replace(severity=Severity.ERROR) if _reaches_nothing(ctx, place) else META,
                    match.path.node("path_prefix"),
                    f"agentgateway 1.4 sends {prefix}/v1/chat/completions to {place.ai.host_override}, and Ollama "
                    f"answers 404; guide mode takes {prefix} off",
                    "give the route policies.urlRewrite.path: {prefix: /}, and the backend pathPrefix: /v1",
                    (Label(place.ai.node("host_override"), "goes here"),),
                    fix("take the prefix off", _rewrite(ctx, place), safe=False),
                )
                break


def _reaches_nothing(ctx: LintContext, place: AiPlace) -> bool:
    """Whether every request of the route surely ends in Ollama's 404."""
    host = place.ai.host_override
    is_ollama = host is not None and host.port == OLLAMA_PORT
    return is_ollama and not ctx.compat.prefix_is_a_mount and all(map(mount, place.route.matches))


def mount(match: RouteMatch) -> str | None:
    """The prefix of a match when it is not one that the upstream knows."""
    prefix = (match.path.path_prefix or "").rstrip("/")
    return prefix if prefix and prefix.split("/")[1:2] not in ([], ["v1"], ["api"]) else None


def _rewrite(ctx: LintContext, place: AiPlace) -> Edits:
    if len(place.route.matches) > 1:
        return None
    rewrite = put(ctx.editor, place.route.node(), "policies.urlRewrite.path", {"prefix": "/"}, "matches")
    return both(rewrite, put(ctx.editor, place.ai.node(), "pathPrefix", "/v1", "hostOverride"))


def _rewrites_path(route: Route) -> bool:
    rewrite = route.policies.url_rewrite if route.policies is not None else None
    return rewrite is not None and rewrite.path is not None
