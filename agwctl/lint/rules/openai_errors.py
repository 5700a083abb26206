"""A policy that lets the gateway itself refuse LLM requests.

What it does: finds the first policy on an LLM route that answers in place of the model: credentials, authorization,
rate limits, timeouts.

Why: guide mode answers in the shape that OpenAI clients read, so that the reason reaches their users. agentgateway
1.4 answers with plain text; clients then show the status at best.

Example:

    routes:
    - policies:
        timeout: {requestTimeout: 10m}
      backends:
      - ai: {name: ollama, hostOverride: "localhost:11434", provider: {openAI: {}}}

Use instead: nothing in the file changes this; clients of agentgateway 1.4 have to go by the status.
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.model import Model
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.llm import ai_places
from agwctl.lint.rule import LintContext
from agwctl.source.node import Node

META = Code("AGW405", "openai-errors", Severity.INFO, "a policy whose refusals agentgateway 1.4 sends as plain text")
IDS = ()

REFUSING = (
    "api_key",
    "jwt_auth",
    "basic_auth",
    "authorization",
    "ext_authz",
    "local_rate_limit",
    "remote_rate_limit",
    "timeout",
)


def check(ctx: LintContext) -> Iterator[Finding]:
    key = next(_keys(ctx), None)
    if key is not None:
        yield Finding(
            META,
            key,
            "agentgateway 1.4 tells in plain text what this policy refuses; guide mode in the JSON that clients read",
            "let clients of agentgateway 1.4 go by the status",
        )


def _keys(ctx: LintContext) -> Iterator[Node]:
    for place in ai_places(ctx):
        yield from _refusing(place.route.policies)
    if ctx.config.llm is not None:
        yield from _refusing(ctx.config.llm.policies)


def _refusing(policies: Model | None) -> Iterator[Node]:
    if policies is not None:
        given = policies.given()
        yield from (policies.key_node(name) for name in REFUSING if name in given)
