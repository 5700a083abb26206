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
from agwctl.lint.llm import ai_places
from agwctl.lint.nodes import at, given
from agwctl.lint.rule import LintContext, fix
from agwctl.source.node import Mapping

META = Code("AGW608", "stream-buffered", Severity.WARNING, "a policy that holds streams back")
IDS = ("E17",)


def check(ctx: LintContext) -> Iterator[Finding]:
    told: set[int] = set()
    for place in ai_places(ctx):
        buffer = given(place.route.policies, "buffer")
        if isinstance(buffer, Mapping) and id(buffer) not in told and at(buffer, "response") is not None:
            told.add(id(buffer))
            yield Finding(
                META,
                buffer.first("response"),
                "streamed answers arrive all at once, after the last word: the response is held until it is complete",
                "take `response` out on LLM routes",
                (),
                fix("let streams through", ctx.editor.remove(buffer, "response"), safe=False),
            )
