"""A timeout that ends before a model is loaded.

What it does: finds timeouts of a minute or less on routes to an Ollama.

Why: the first request after a pause waits until the model is in memory, and any request that is no stream waits for
the whole answer. When the gateway gives up first, the client gets 504; Ollama stops loading, and the next try begins
anew.

Example:

    policies:
      timeout: {requestTimeout: 30s}

Use instead:

    policies:
      timeout: {requestTimeout: 10m}
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.llm_backends import time_limits
from agwctl.diagnostics.diagnostic import Code, Finding, Label, Severity
from agwctl.lint.llm import ai_places
from agwctl.lint.rule import LintContext, fix

META = Code("AGW601", "short-timeout", Severity.WARNING, "a timeout that ends before a model is loaded")
IDS = ("E15", "C08")

ENOUGH = 60.0
"""Seconds; limits up to here are those of web pages."""


def check(ctx: LintContext) -> Iterator[Finding]:
    told: set[int] = set()
    for place in ai_places(ctx):
        if place.ai.host_override is None:
            continue
        for owner, field in time_limits(place):
            node = owner.node(field)
            if 0 < getattr(owner, field) <= ENOUGH and id(node) not in told:
                told.add(id(node))
                seconds = f"{getattr(owner, field):g} s"
                yield Finding(
                    META,
                    node,
                    f"after {seconds} the client gets 504: loading a model, or a whole answer, takes longer",
                    "write 10m, or load the model beforehand and keep it with OLLAMA_KEEP_ALIVE",
                    (Label(place.ai.node("host_override"), "runs the model"),),
                    fix("wait ten minutes", ctx.editor.replace(node, "10m"), safe=False),
                )
                break
