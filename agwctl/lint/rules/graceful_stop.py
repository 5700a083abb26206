"""Answers that are still running when the gateway is told to stop.

What it does: tells of it once, at the first LLM backend, when `config.connectionMinTerminationDeadline` is not given.

Why: guide mode lets what is running go on for 30 s. With its own defaults agentgateway 1.4 cuts everything within 50
ms: each restart or update throws away the answers of all who are waiting.

Example:

    llm:
      models:
      - name: "*"
        provider: ollama

Use instead:

    config:
      connectionMinTerminationDeadline: 15s
      connectionTerminationDeadline: 30s
    llm:
      models:
      - name: "*"
        provider: ollama
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.edits import put
from agwctl.lint.llm import first_llm_node
from agwctl.lint.rule import LintContext, fix

META = Code("AGW408", "graceful-stop", Severity.INFO, "a stop that cuts running answers under agentgateway 1.4")
IDS = ()


def check(ctx: LintContext) -> Iterator[Finding]:
    node = first_llm_node(ctx)
    if node is not None and "connection_min_termination_deadline" not in ctx.config.config.given():
        yield Finding(
            META,
            node,
            "agentgateway 1.4 cuts answers that are running when it is stopped; guide mode gives them 30 s",
            "write config: {connectionMinTerminationDeadline: 15s, connectionTerminationDeadline: 30s}",
            (),
            fix(
                "give them 15 s",
                put(ctx.editor, ctx.root, "config.connectionMinTerminationDeadline", "15s"),
                safe=False,
            ),
        )
