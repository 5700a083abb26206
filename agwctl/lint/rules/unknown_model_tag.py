"""A model tag that Ollama's library does not have.

What it does: compares the sizes in names such as `llama3.2:70b` with those that the library has of that model.

Why: `ollama pull` fails for it, and a request for it is answered with 404. Guides and blog posts name tags that never
existed: llama3.2 comes with 1b and 3b only.

Example:

    provider:
      openAI:
        model: llama3.2:70b

Use instead:

    provider:
      openAI:
        model: llama3.3:70b
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.ai import AiPolicy, CustomProvider, OpenAiProvider
from agwctl.config.llm import LlmModel
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.nodes import entries, given, scalar
from agwctl.lint.rule import LintContext, fix
from agwctl.model_library import unknown_tag
from agwctl.source.node import Node

META = Code("AGW411", "unknown-model-tag", Severity.WARNING, "a model tag that Ollama's library does not have")
IDS = ("B03",)


def check(ctx: LintContext) -> Iterator[Finding]:
    for name, node in _names(ctx):
        tag = unknown_tag(name)
        if tag is None:
            continue
        yield Finding(
            META,
            node,
            f"Ollama's library has no {tag.family}:{tag.size}: {tag.family} comes as {', '.join(tag.sizes)}",
            f"write {tag.instead}",
            (),
            fix(f"write {tag.instead}", ctx.editor.replace(node, tag.instead), safe=False),
        )


def _names(ctx: LintContext) -> Iterator[tuple[str, Node]]:
    providers: list[OpenAiProvider | CustomProvider] = [*ctx.each(OpenAiProvider), *ctx.each(CustomProvider)]
    for provider in providers:
        if provider.model is not None:
            yield provider.model, provider.node("model")
    for policy in ctx.each(AiPolicy):
        for _, alias in entries(given(policy, "model_aliases")):
            if isinstance(name := scalar(alias), str):
                yield name, alias
    for model in ctx.each(LlmModel):
        params = model.params
        if params.model is not None:
            yield params.model, params.node("model")
        elif model.provider.which == "ollama":
            yield model.name, model.node("name")
