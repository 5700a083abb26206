"""A port for clients that the gateway already uses for itself.

What it does: compares the ports of `binds`, `gateways` and `llm` with those of admin (15000), statistics (15020) and
readiness (15021), or what `config` gives in their place.

Why: agentgateway opens its own ports first. The port for clients cannot be opened then; it warns, runs on and reports
ready, while no client gets through.

Example:

    binds:
    - port: 15000
      listeners: [{routes: []}]

Use instead:

    binds:
    - port: 3000
      listeners: [{routes: []}]
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.diagnostics.diagnostic import Code, Finding, Label, Severity
from agwctl.lint.ports import data_ports
from agwctl.lint.rule import LintContext
from agwctl.source.node import Node

META = Code("AGW609", "own-port-taken", Severity.WARNING, "a port for clients that the gateway uses for itself")
IDS = ("E14",)

OWN = {"admin_addr": ("admin", 15000), "stats_addr": ("statistics", 15020), "readiness_addr": ("readiness", 15021)}


def check(ctx: LintContext) -> Iterator[Finding]:
    own = dict(_own(ctx))
    for port in data_ports(ctx):
        if port.number in own:
            name, node = own[port.number]
            related = (Label(node, f"{name} uses it"),) if node is not None else ()
            yield Finding(
                META,
                port.node,
                f"port {port.number} is the gateway's own, for {name}: clients cannot be served on it as well",
                "give clients another port, such as 3000",
                related,
            )


def _own(ctx: LintContext) -> Iterator[tuple[int, tuple[str, Node | None]]]:
    process = ctx.config.config
    for field, (name, default) in OWN.items():
        address = getattr(process, field)
        if address is None:
            yield default, (name, None)
        elif not address.off and address.path is None:
            yield address.port, (name, process.node(field))
