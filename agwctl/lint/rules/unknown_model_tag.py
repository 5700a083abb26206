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

import re
from collections.abc import Iterator

from agwctl.config.ai import AiPolicy, CustomProvider, OpenAiProvider
from agwctl.config.llm import LlmModel
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.nodes import entries, given, scalar
from agwctl.lint.rule import LintContext, fix
from agwctl.source.node import Node

META = Code("AGW411", "unknown-model-tag", Severity.WARNING, "a model tag that Ollama's library does not have")
IDS = ("B03",)

SIZES = {
    "codellama": "7b 13b 34b 70b",
    "deepseek-r1": "1.5b 7b 8b 14b 32b 70b 671b",
    "gemma2": "2b 9b 27b",
    "gemma3": "270m 1b 4b 12b 27b",
    "gpt-oss": "20b 120b",
    "llama2": "7b 13b 70b",
    "llama3": "8b 70b",
    "llama3.1": "8b 70b 405b",
    "llama3.2": "1b 3b",
    "llama3.2-vision": "11b 90b",
    "llama3.3": "70b",
    "mistral": "7b",
    "mixtral": "8x7b 8x22b",
    "phi4": "14b",
    "qwen2.5": "0.5b 1.5b 3b 7b 14b 32b 72b",
    "qwen2.5-coder": "0.5b 1.5b 3b 7b 14b 32b",
    "qwen3": "0.6b 1.7b 4b 8b 14b 30b 32b 235b",
}
"""The sizes of models that are closed: no further ones will come."""
INSTEAD = {
    "llama3.2:7b": "llama3.1:8b",
    "llama3.2:8b": "llama3.1:8b",
    "llama3.2:11b": "llama3.2-vision:11b",
    "llama3.2:70b": "llama3.3:70b",
    "llama3.2:90b": "llama3.2-vision:90b",
    "llama3.1:7b": "llama3.1:8b",
    "llama3:7b": "llama3:8b",
    "llama3.3:8b": "llama3.1:8b",
    "mistral:8x7b": "mixtral:8x7b",
}
_SIZE = re.compile(r"(?:\d+x)?\d+(?:\.\d+)?[bm](?=-|\Z)", re.IGNORECASE)


def check(ctx: LintContext) -> Iterator[Finding]:
    for name, node in _names(ctx):
        family, _, tag = name.rpartition(":")
        family = family.lower().removeprefix("library/")
        size = _SIZE.match(tag)
        sizes = SIZES.get(family, "").split()
        if size is None or not sizes or size[0].lower() in sizes:
            continue
        instead = INSTEAD.get(f"{family}:{size[0].lower()}") or f"{family}:{_nearest(size[0], sizes)}"
        yield Finding(
            META,
            node,
            f"Ollama's library has no {family}:{size[0]}: {family} comes as {', '.join(sizes)}",
            f"write {instead}",
            (),
            fix(f"write {instead}", ctx.editor.replace(node, instead), safe=False),
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


def _nearest(size: str, sizes: list[str]) -> str:
    return min(sizes, key=lambda known: abs(_billions(known) - _billions(size)))


def _billions(size: str) -> float:
    experts, _, each = size.lower().rpartition("x")
    return float(each[:-1]) * float(experts or 1) * (0.001 if each.endswith("m") else 1.0)
