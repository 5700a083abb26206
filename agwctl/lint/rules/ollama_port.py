"""The gateway takes the port of Ollama.

What it does: finds port 11434 among the ports for clients, unless the gateway sends requests to that port of this
machine (AGW612).

Why: 11434 is where Ollama listens unless it is told otherwise. On one machine only one of the two can start; which
one is a matter of chance after each boot.

Example:

    gateways:
      default: {port: 11434}

Use instead: a port of its own, with which clients then reach the gateway.

    gateways:
      default: {port: 3000}
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.names import OLLAMA_PORT
from agwctl.config.this_machine import is_here
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.ports import data_ports
from agwctl.lint.rule import LintContext
from agwctl.lint.upstreams import upstreams

META = Code("AGW610", "ollama-port", Severity.INFO, "the gateway takes the port of Ollama")
IDS = ("E14", "A24")


def check(ctx: LintContext) -> Iterator[Finding]:
    if any(upstream.port == OLLAMA_PORT and is_here(upstream.host) for upstream in upstreams(ctx)):
        return
    for port in data_ports(ctx):
        if port.number == OLLAMA_PORT:
            yield Finding(
                META,
                port.node,
                "11434 is Ollama's own port: on one machine only one of the two can start",
                "give the gateway another port, such as 3000, unless Ollama runs elsewhere",
            )
