"""Statistics and readiness are open to the network under agentgateway 1.4.

What it does: tells of it once, at the first LLM backend, when `config.statsAddr` or `config.readinessAddr` is not
given.

Why: guide mode keeps both on this machine, and a port that is taken is only a warning. agentgateway 1.4 opens 15020
and 15021 on all interfaces and does not start when one is taken, as with a second gateway on a laptop.

Example:

    llm:
      models:
      - name: "*"
        provider: ollama

Use instead: on a laptop as below; where a probe comes from outside, as in a container, `0.0.0.0:15021`.

    config:
      statsAddr: localhost:15020
      readinessAddr: localhost:15021
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
from agwctl.source.quoting import Plain, flow_text

META = Code("AGW410", "own-ports", Severity.INFO, "ports of its own that agentgateway 1.4 opens to the network")
IDS = ("E14",)

OWN = {
    "stats_addr": ("statistics (15020)", "statsAddr", "localhost:15020"),
    "readiness_addr": ("readiness (15021)", "readinessAddr", "localhost:15021"),
}


def check(ctx: LintContext) -> Iterator[Finding]:
    node = first_llm_node(ctx)
    given = ctx.config.config.given()
    missing = [own for name, own in OWN.items() if name not in given]
    local: Plain = {key: address for _, key, address in missing}
    if node is not None and missing:
        yield Finding(
            META,
            node,
            f"agentgateway 1.4 opens {' and '.join(name for name, _, _ in missing)} to the network, and does not start "
            "when a port is taken; guide mode keeps to this machine",
            f"write config: {flow_text(local)}",
            (),
            fix("keep to this machine", put(ctx.editor, ctx.root, "config", local), safe=False) if not given else None,
        )
