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

from collections import Counter
from collections.abc import Iterator

from agwctl.config.llm_backends import AiPlace
from agwctl.config.retry import Retry
from agwctl.diagnostics.diagnostic import Code, Finding, Label, Severity
from agwctl.lint.llm import ai_places
from agwctl.lint.rule import LintContext

META = Code("AGW602", "generation-retried", Severity.WARNING, "retries of requests that a model may still work on")
IDS = ("E16",)


def check(ctx: LintContext) -> Iterator[Finding]:
    places = list(ai_places(ctx))
    choices = Counter(id(place.route) for place in places)
    for place in places:
        policies = place.route.policies
        retry = policies.retry if policies is not None else None
        is_only_one = choices[id(place.route)] == len(place.route.backends) == 1
        if (
            policies is None
            or retry is None
            or not ctx.is_sound(retry)
            or not is_only_one
            or place.ai.host_override is None
        ):
            continue
        why = _danger(retry, place)
        if why is not None:
            yield Finding(
                META,
                policies.key_node("retry"),
                f"{why}: the model may still be working on the first one",
                "keep to {attempts: 1, codes: [503], backoff: 1s}; a failed connect is tried again anyway",
                (Label(place.ai.node("host_override"), "runs the model"),),
            )


def _danger(retry: Retry, place: AiPlace) -> str | None:
    if retry.precondition is not None:
        return None
    if {500, 502, 504}.intersection(retry.codes):
        return "a generation is sent again when it broke off"
    if retry.attempts > 1 and 503 in retry.codes:
        return f"a busy Ollama gets each request up to {retry.attempts + 1} times"
    if any(_attempt_limit(layer) for layer in place.layers):
        return "a generation that reaches the limit for one attempt is sent again"
    return None


def _attempt_limit(layer: object) -> bool:
    http, timeout = getattr(layer, "http", None), getattr(layer, "timeout", None)
    limits = (getattr(http, "request_timeout", None), getattr(timeout, "backend_request_timeout", None))
    return any(limits)
