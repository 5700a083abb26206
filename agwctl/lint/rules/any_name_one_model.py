"""Clients may ask for any model, and always get the same one.

What it does: finds models of `llm` that are named `*` and give `params.model`.

Why: `*` takes every name that no other entry has, and `params.model` is what is sent in its place, in both modes. A
client that asks for `qwen3` gets an answer of `llama3.2`, and nothing says so. A name with a typing mistake works, too.

Example:

    llm:
      models:
      - name: "*"
        provider: ollama
        params:
          model: llama3.2

Use instead: the name alone, if clients are to choose, or an entry for each model.

    llm:
      models:
      - name: "*"
        provider: ollama
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.llm import LlmModel
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.rule import LintContext, fix
from agwctl.source.edit import Edits
from agwctl.source.node import Mapping

META = Code("AGW416", "any-name-one-model", Severity.WARNING, "a model that answers to every name")
IDS = ("E20",)


def check(ctx: LintContext) -> Iterator[Finding]:
    for model in ctx.each(LlmModel):
        sent = model.params.model
        if model.name == "*" and sent is not None and model.visibility == "public" and not model.matches:
            yield Finding(
                META,
                model.params.node("model"),
                f"every model that a client asks for is answered by `{sent}`",
                "take `model` out to let clients choose, or name this entry as clients are to call it",
                (),
                fix("let clients choose", _without_model(ctx, model), safe=False),
            )


def _without_model(ctx: LintContext, model: LlmModel) -> Edits:
    node, params = model.node(), model.params.node()
    if not isinstance(node, Mapping) or not isinstance(params, Mapping):
        return None
    only = len(params.entries) == 1
    return ctx.editor.remove(node, "params") if only else ctx.editor.remove(params, "model")
