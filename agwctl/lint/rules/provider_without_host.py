"""A `custom` provider of a route that has no address.

What it does: finds `ai` backends of the provider `custom` without `hostOverride`.

Why: a custom provider has no host of its own. agentgateway loads the file, and answers every request with 503 `custom
providers require an explicit host override or provider backend`.

Example:

    backends:
    - ai:
        name: ollama
        provider: {custom: {formats: [{type: completions}]}}

Use instead:

    backends:
    - ai:
        name: ollama
        hostOverride: localhost:11434
        provider: {custom: {formats: [{type: completions}]}}
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.edits import put
from agwctl.lint.llm import ai_places, once
from agwctl.lint.rule import LintContext, fix

META = Code("AGW210", "provider-without-host", Severity.WARNING, "a custom provider that has no address")
IDS = ("E06",)


def check(ctx: LintContext) -> Iterator[Finding]:
    for place in once(ctx.shared(ai_places)):
        ai = place.ai
        if ai.provider.which == "custom" and ai.host_override is None:
            edits = put(ctx.editor, ai.node(), "hostOverride", "localhost:11434", "name")
            yield Finding(
                META,
                ai.key_node("provider"),
                "a custom provider has no host of its own: every request is answered with 503",
                "add hostOverride: HOST:PORT",
                (),
                fix("go to this machine's Ollama", edits, safe=False),
            )
