"""An upstream's certificate that is not checked.

What it does: finds `backendTLS` with `insecure: true` or `insecureHost: true`.

Why: whoever sits between gateway and upstream can read and change everything, credentials included, as if there were
no TLS. `insecureHost` still asks for a trusted certificate, but takes one of any other host.

Example:

    backendTLS:
      insecure: true

Use instead: the authority that signed the certificate, and the name in it.

    backendTLS:
      root: /etc/ssl/own-ca.pem
      hostname: ollama.lan.example
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.llm import LlmModel
from agwctl.config.model import Model
from agwctl.config.policy import BackendPolicies, RoutePolicies
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.nodes import at, given, scalar
from agwctl.lint.rule import LintContext
from agwctl.source.node import Node

META = Code("AGW504", "unverified-tls", Severity.WARNING, "an upstream's certificate that is not checked")
IDS = ()

WHAT = {
    "insecure": "the upstream's certificate is not checked: anybody in between can read and change what is sent",
    "insecureHost": "a certificate of any other host is taken for the upstream's",
}


def check(ctx: LintContext) -> Iterator[Finding]:
    for tls in _upstream_tls(ctx):
        for key, what in WHAT.items():
            node = at(tls, key)
            if node is not None and scalar(node) is True:
                yield Finding(
                    META,
                    node,
                    what,
                    "name the authority that signed it: root: /PATH/ca.pem, and its hostname",
                )
                break


def _upstream_tls(ctx: LintContext) -> Iterator[Node | None]:
    owners: list[tuple[Model, str]] = [(each, "backend_tls") for each in ctx.each(RoutePolicies)]
    owners += [(each, "backend_tls") for each in ctx.each(BackendPolicies)]
    owners += [(each, "tls") for each in ctx.each(LlmModel)]
    for owner, field in owners:
        yield given(owner, field)
