"""Several LLM routes of one listener match the same requests.

What it does: finds routes with equal matches and hostnames that lead to `ai` backends.

Why: guide mode chooses among them by the model that a request names, as the guides' example with several instances
needs it. agentgateway 1.4 always takes the first by name; the others never get a request.

Example:

    routes:
    - backends:
      - ai: {name: local, hostOverride: "localhost:11434", provider: {openAI: {model: llama3.2}}}
    - backends:
      - ai: {name: remote, hostOverride: "192.168.1.100:11434", provider: {openAI: {model: mistral}}}

Use instead: matches that differ, or models by name.

    llm:
      models:
      - name: llama3.2
        provider: ollama
      - name: mistral
        provider: ollama
        params: {baseUrl: "http://192.168.1.100:11434/v1"}
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.diagnostics.diagnostic import Code, Finding, Label, Severity
from agwctl.lint.llm import ai_places, models_by_route
from agwctl.lint.rule import LintContext
from agwctl.lint.same_match import llm_groups, never_asked_for

META = Code("AGW404", "same-match-by-model", Severity.INFO, "routes of which agentgateway 1.4 uses only one")
IDS = ("E19",)


def check(ctx: LintContext) -> Iterator[Finding]:
    models = models_by_route(ctx.shared(ai_places))
    for group in llm_groups(ctx):
        first, *others = group
        lost = set(map(id, never_asked_for(ctx, group, models)))
        for other in others:
            if id(other) in lost:
                continue  # AGW101 tells it: it gets nothing in guide mode either
            yield Finding(
                META,
                other.node(),
                "this route and an earlier one match the same requests: agentgateway 1.4 uses one of the two for all "
                "of them; in guide mode the model that a request names decides",
                "give each a match of its own, such as a path or a header, or list the models under llm.models",
                (Label(first.node(), "the earlier one"),),
            )
