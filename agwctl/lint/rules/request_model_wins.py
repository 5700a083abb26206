"""A model is configured for a backend whose clients may name another one.

What it does: finds `provider.*.model` on `ai` backends of routes, except where it chooses among routes (AGW404).

Why: the guides call it a default that each request may override, and guide mode keeps that promise. agentgateway 1.4
puts the configured model in the place of the one that was asked for, so that every answer comes from one model.

Example:

    backends:
    - ai:
        name: ollama
        hostOverride: localhost:11434
        provider:
          openAI:
            model: llama3.2

Use instead: no model, so that clients choose; or a default that both modes understand.

    backends:
    - ai:
        name: ollama
        hostOverride: localhost:11434
        provider:
          openAI: {}
        policies:
          ai:
            defaults:
              model: llama3.2
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.backend import AiProvider
from agwctl.config.llm_backends import model_of
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.llm import ai_places, once
from agwctl.lint.rule import LintContext, fix
from agwctl.lint.same_match import llm_groups
from agwctl.source.edit import Edits
from agwctl.source.node import Mapping

META = Code("AGW401", "request-model-wins", Severity.INFO, "a configured model that agentgateway 1.4 forces on clients")
IDS = ("E20",)


def check(ctx: LintContext) -> Iterator[Finding]:
    chosen_by_model = {id(route) for group in llm_groups(ctx) for route in group}
    for place in once(ctx.shared(ai_places)):
        configured = model_of(place.ai)
        if configured is None or id(place.route) in chosen_by_model:
            continue
        model, node = configured
        yield Finding(
            META,
            node,
            f"agentgateway 1.4 sends `{model}` whatever model a request names; in guide mode the request's own wins",
            f"take `model` out and let clients name one, or give it as `policies.ai.defaults.model: {model}`",
            (),
            fix("let clients choose", _without_model(ctx, place.ai), safe=False),
        )


def _without_model(ctx: LintContext, ai: AiProvider) -> Edits:
    provider = ai.provider.value.node()
    return ctx.editor.remove(provider, "model") if isinstance(provider, Mapping) else None
