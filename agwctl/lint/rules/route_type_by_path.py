"""An LLM route without an `ai.routes` map.

What it does: finds `ai` backends whose requests no `ai.routes` map tells apart, on routes that let more than chat in.

Why: guide mode reads the path, so that embeddings, model lists and Ollama's own API work beside chat. agentgateway
1.4 takes every request there for a chat completion: embeddings and `GET /v1/models` get 503.

Example:

    routes:
    - backends:
      - ai:
          name: ollama
          hostOverride: localhost:11434
          provider:
            openAI: {}

Use instead:

    routes:
    - policies:
        ai:
          routes:
            /v1/chat/completions: completions
            /v1/embeddings: embeddings
            '*': passthrough
      backends:
      - ai:
          name: ollama
          hostOverride: localhost:11434
          provider:
            openAI: {}
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.match import RouteMatch
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.edits import put
from agwctl.lint.llm import ai_places, key_of, once
from agwctl.lint.rule import LintContext, fix
from agwctl.source.quoting import Plain, flow_text

META = Code("AGW402", "route-type-by-path", Severity.INFO, "an LLM route on which agentgateway 1.4 knows only chat")
IDS = ()

PATH = "policies.ai.routes"
MAP: Plain = {"/v1/chat/completions": "completions", "/v1/embeddings": "embeddings", "*": "passthrough"}
HINT = f"give the route policies.ai.routes: {flow_text(MAP)}"


def check(ctx: LintContext) -> Iterator[Finding]:
    open_places = (place for place in ai_places(ctx) if not place.types_paths)
    for place in once(open_places):
        if not all(map(_is_chat_only, place.route.matches)):
            yield Finding(
                META,
                key_of(ctx, place),
                "agentgateway 1.4 takes every request here for a chat completion and answers embeddings, model lists "
                "and Ollama's own /api with 503; guide mode reads the path",
                HINT,
                (),
                fix("tell the paths apart", put(ctx.editor, place.route.node(), PATH, MAP, "matches"), safe=False),
            )


def _is_chat_only(match: RouteMatch) -> bool:
    return (match.path.exact or match.path.path_prefix or "").rstrip("/").endswith("/chat/completions")
