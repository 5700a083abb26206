"""A provider that no model uses.

What it does: finds entries of `llm.providers` that no entry of `llm.models` refers to.

Why: it may be a leftover, or a model refers to another one by mistake.

Example:

    llm:
      providers:
      - name: near
        provider: ollama
      models:
      - name: "*"
        provider: ollama

Use instead:

    llm:
      providers:
      - name: near
        provider: ollama
      models:
      - name: "*"
        provider: {reference: near}
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.nodes import at, given, items, scalar
from agwctl.lint.rule import LintContext

META = Code("AGW706", "unused-provider", Severity.WARNING, "a provider that no model uses")
IDS = ()


def check(ctx: LintContext) -> Iterator[Finding]:
    llm = ctx.config.llm
    if llm is None or not ctx.is_whole:
        return
    used = {scalar(at(model, "provider", "reference")) for model in items(given(llm, "models"))}
    for provider in items(given(llm, "providers")):
        name = at(provider, "name")
        if name is not None and scalar(name) not in used:
            yield Finding(
                META,
                name,
                f"no model refers to the provider `{scalar(name)}`",
                f"write provider: {{reference: {scalar(name)}}} in a model, or take it out",
            )
