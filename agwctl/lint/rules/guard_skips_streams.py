"""Guards that streamed answers pass by.

What it does: finds `promptGuard.response` without `streaming: Enabled`.

Why: chat clients ask for streams as a rule. Without that setting the guards look at whole answers only, and what they
were to mask or to stop reaches clients all the same.

Example:

    promptGuard:
      response:
      - regex: {action: mask, rules: [{builtin: creditCard}]}

Use instead:

    promptGuard:
      streaming: Enabled
      response:
      - regex: {action: mask, rules: [{builtin: creditCard}]}
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.ai import AiPolicy
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.edits import put
from agwctl.lint.nodes import at, given, items, scalar
from agwctl.lint.rule import LintContext, fix
from agwctl.source.node import Mapping

META = Code("AGW508", "guard-skips-streams", Severity.INFO, "guards that streamed answers pass by")
IDS = ()


def check(ctx: LintContext) -> Iterator[Finding]:
    for policy in ctx.each(AiPolicy):
        guard = given(policy, "prompt_guard")
        if not isinstance(guard, Mapping) or not any(True for _ in items(at(guard, "response"))):
            continue
        if str(scalar(at(guard, "streaming"))).lower() != "enabled":
            yield Finding(
                META,
                guard.first("response"),
                "these guards do not look at streamed answers, which most chat clients ask for",
                "write streaming: Enabled beside them",
                (),
                fix("look at streams as well", put(ctx.editor, guard, "streaming", "Enabled"), safe=False),
            )
