"""Guards that streamed answers pass by.

What it does: finds guards of responses without `streaming: Enabled`.

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

from agwctl.config.prompt_guard import PromptGuard
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.edits import put
from agwctl.lint.rule import LintContext, fix

META = Code("AGW508", "guard-skips-streams", Severity.INFO, "guards that streamed answers pass by")
IDS = ()


def check(ctx: LintContext) -> Iterator[Finding]:
    for guard in ctx.each(PromptGuard):
        if guard.response and guard.streaming == "Disabled":
            yield Finding(
                META,
                guard.key_node("response"),
                "these guards do not look at streamed answers, which most chat clients ask for",
                "write streaming: Enabled beside them",
                (),
                fix("look at streams as well", put(ctx.editor, guard.node(), "streaming", "Enabled"), safe=False),
            )
