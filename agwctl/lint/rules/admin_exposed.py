"""The admin port answers the network.

What it does: finds a `config.adminAddr` that is not on this machine alone.

Why: nobody has to log in there. Whoever reaches it reads the whole configuration, sees the traffic, and may stop the
gateway.

Example:

    config:
      adminAddr: 0.0.0.0:15000

Use instead:

    config:
      adminAddr: localhost:15000
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address

from agwctl.config.address import ListenAddress
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.rule import LintContext, fix

META = Code("AGW503", "admin-exposed", Severity.WARNING, "an admin port that answers the network")
IDS = ()


def check(ctx: LintContext) -> Iterator[Finding]:
    process = ctx.config.config
    address = process.admin_addr
    if address is not None and not _is_local(address):
        node = process.node("admin_addr")
        local = f"localhost:{address.port}"
        yield Finding(
            META,
            node,
            "the admin port asks for no credential and would answer every host on the network: configuration dumps, "
            "log levels, shutdown",
            f"write {local}, or off",
            (),
            fix(f"write {local}", ctx.editor.replace(node, local), safe=False),
        )


def _is_local(address: ListenAddress) -> bool:
    if address.off or address.path is not None or address.host == "localhost":
        return True
    return ip_address(address.host).is_loopback
