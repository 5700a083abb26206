"""Retries of requests that a model may still be working on.

What it does: finds `retry` on routes to one Ollama with codes from 500 on and several attempts, or beside a limit for
each attempt. Routes with several providers are left alone: there a retry goes to another one.

Why: an attempt that timed out, or broke off behind a proxy, may still be generating. Each retry is one more long
answer for the same graphics card: the queue grows, more requests time out, and are tried again.

Example:

    policies:
      retry: {attempts: 3, codes: [500, 502, 504]}

Use instead: a failed connect is tried again without any code.

    policies:
      retry: {attempts: 1, codes: [503], backoff: 1s}
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.diagnostics.diagnostic import Code, Finding, Label, Severity
from agwctl.lint.llm import AiPlace, ai_places
from agwctl.lint.nodes import at, given, items, scalar
from agwctl.lint.rule import LintContext
from agwctl.source.node import Node

META = Code("AGW602", "generation-retried", Severity.WARNING, "retries of requests that a model may still work on")
IDS = ("E16",)


def check(ctx: LintContext) -> Iterator[Finding]:
    told: set[int] = set()
    for place in ai_places(ctx):
        route = place.route
        retry = given(route.policies, "retry")
        if retry is None or id(retry) in told or len(route.backends) != 1 or place.ai.host_override is None:
            continue
        told.add(id(retry))
        assert route.policies is not None
        why = _danger(retry, place)
        if why is not None:
            yield Finding(
                META,
                route.policies.key_node("retry"),
                f"{why}: the model may still be working on the first one",
                "keep to {attempts: 1, codes: [503], backoff: 1s}; a failed connect is tried again anyway",
                (Label(place.ai.node("host_override"), "runs the model"),),
            )


def _danger(retry: Node, place: AiPlace) -> str | None:
    if at(retry, "precondition") is not None:
        return None
    number = scalar(at(retry, "attempts"))
    attempts = number if isinstance(number, int) else 1
    codes = [code for item in items(at(retry, "codes")) if isinstance(code := scalar(item), int)]
    if {500, 502, 504}.intersection(codes):
        return "a generation is sent again when it broke off"
    if attempts > 1 and 503 in codes:
        return f"a busy Ollama gets each request up to {attempts + 1} times"
    if any(_attempt_limit(layer) for layer in place.layers):
        return "a generation that reaches the limit for one attempt is sent again"
    return None


def _attempt_limit(layer: object) -> bool:
    http, timeout = getattr(layer, "http", None), getattr(layer, "timeout", None)
    limits = (getattr(http, "request_timeout", None), getattr(timeout, "backend_request_timeout", None))
    return any(limits)
