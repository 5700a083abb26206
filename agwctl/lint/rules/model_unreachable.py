"""An internal model that no virtual model leads to.

What it does: finds entries of `llm.models` with `visibility: internal` whose names no target of `llm.virtualModels`
fits.

Why: clients can neither see nor name an internal model. Without a virtual model that leads to it, it is never used.

Example:

    llm:
      models:
      - name: llama3.2
        visibility: internal
        provider: ollama

Use instead:

    llm:
      models:
      - name: llama3.2
        provider: ollama
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.llm import LlmModel
from agwctl.config.virtual_model import VirtualModel
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.rule import LintContext, fix

META = Code("AGW415", "model-unreachable", Severity.WARNING, "an internal model that nothing leads to")
IDS = ("E21",)


def check(ctx: LintContext) -> Iterator[Finding]:
    if not ctx.is_whole:
        return
    targets = set(_targets(ctx))
    for model in ctx.each(LlmModel):
        if model.visibility == "internal" and not any(_fits(model.name, target) for target in targets):
            yield Finding(
                META,
                model.node("visibility"),
                f"clients cannot name `{model.name}`, and no virtual model leads to it",
                "take `visibility` out, or give it a target in llm.virtualModels",
                (),
                fix("make it public", ctx.editor.replace(model.node("visibility"), "public"), safe=False),
            )


def _targets(ctx: LintContext) -> Iterator[str]:
    for virtual in ctx.each(VirtualModel):
        routing = virtual.routing
        for strategy in (routing.weighted, routing.conditional, routing.failover):
            if strategy is not None:
                yield from (target.model for target in strategy.targets)


def _fits(pattern: str, name: str) -> bool:
    start, star, end = pattern.partition("*")
    return name == pattern or (bool(star) and name.startswith(start) and name.endswith(end))
