"""A policy that holds streams back.

What it does: finds `buffer.response` on LLM routes.

Why: a buffered response is read to its end before its first byte goes to the client. Answers that were to appear word
by word appear all at once, after a long silence; those above the limit are answered with 502.

Example:

    policies:
      buffer:
        response: {maxBytes: 1048576}

Use instead: only requests, if anything.

    policies:
      buffer:
        request: {maxBytes: 1048576}
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.llm import ai_places, routes_of
from agwctl.lint.rule import LintContext, fix
from agwctl.source.node import Mapping

META = Code("AGW608", "stream-buffered", Severity.WARNING, "a policy that holds streams back")
IDS = ("E17",)


def check(ctx: LintContext) -> Iterator[Finding]:
    for route in routes_of(ai_places(ctx)):
        buffer = route.policies.buffer if route.policies is not None else None
        node = buffer.node() if buffer is not None else None
        if buffer is not None and buffer.response is not None and isinstance(node, Mapping):
            yield Finding(
                META,
                buffer.key_node("response"),
                "streamed answers arrive all at once, after the last word: the response is held until it is complete",
                "take `response` out on LLM routes",
                (),
                fix("let streams through", ctx.editor.remove(node, "response"), safe=False),
            )
