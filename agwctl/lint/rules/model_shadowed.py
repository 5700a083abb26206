"""A model of which an earlier one has the name.

What it does: finds entries of `llm.models` with equal names where the earlier one takes every request.

Why: of equal names the first whose `matches` and `authorization` fit answers. Without any, the later entries, and the
machines behind them, never get a request; this is no load balancing.

Example:

    llm:
      models:
      - name: llama3.2
        provider: ollama
      - name: llama3.2
        provider: ollama
        params: {baseUrl: "http://192.168.1.100:11434/v1"}

Use instead: names of their own behind a virtual model that shares the requests out.

    llm:
      models:
      - name: near
        visibility: internal
        provider: ollama
        params: {model: llama3.2}
      - name: far
        visibility: internal
        provider: ollama
        params: {model: llama3.2, baseUrl: "http://192.168.1.100:11434/v1"}
      virtualModels:
      - name: llama3.2
        routing: {weighted: {targets: [{model: near}, {model: far}]}}
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.llm import LlmModel
from agwctl.diagnostics.diagnostic import Code, Finding, Label, Severity
from agwctl.lint.nodes import given
from agwctl.lint.rule import LintContext

META = Code("AGW414", "model-shadowed", Severity.WARNING, "a model of which an earlier one has the name")
IDS = ("E19", "E21")


def check(ctx: LintContext) -> Iterator[Finding]:
    takers: dict[tuple[str, str], LlmModel] = {}
    for model in ctx.each(LlmModel):
        key = model.name, model.visibility
        if key in takers:
            yield Finding(
                META,
                model.node("name"),
                f"`{model.name}` is listed before: this entry never gets a request",
                "give it a name of its own, or share requests out with llm.virtualModels",
                (Label(takers[key].node("name"), "takes all requests"),),
            )
        elif not model.matches and given(model, "authorization") is None:
            takers[key] = model
