"""The gateway takes the port of Ollama.

What it does: finds port 11434 among the ports for clients, unless the gateway sends requests to that very port.

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

from agwctl.config.address import HostPort
from agwctl.config.backend import AiBackend, NamedBackend, RouteBackend
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.llm import OLLAMA_PORT
from agwctl.lint.ports import data_ports
from agwctl.lint.rule import LintContext

META = Code("AGW610", "ollama-port", Severity.INFO, "the gateway takes the port of Ollama")
IDS = ("E14", "A24")


def check(ctx: LintContext) -> Iterator[Finding]:
    if any(address.port == OLLAMA_PORT and is_here(address) for address in _addresses(ctx)):
        return
    for port in data_ports(ctx):
        if port.number == OLLAMA_PORT:
            yield Finding(
                META,
                port.node,
                "11434 is Ollama's own port: on one machine only one of the two can start",
                "give the gateway another port, such as 3000, unless Ollama runs elsewhere",
            )


def is_here(address: HostPort) -> bool:
    """Whether an address is this machine's by its looks."""
    host = address.host.lower()
    return host in ("localhost", "0.0.0.0", "::", "::1") or host.startswith("127.")


def _addresses(ctx: LintContext) -> Iterator[HostPort]:
    for ai in ctx.each(AiBackend):
        if ai.host_override is not None:
            yield ai.host_override
    backends: list[RouteBackend | NamedBackend] = [*ctx.each(RouteBackend), *ctx.each(NamedBackend)]
    for backend in backends:
        if backend.host is not None:
            yield backend.host
