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

from agwctl.config.backend_tls import BackendTls
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.rule import LintContext

META = Code("AGW504", "unverified-tls", Severity.WARNING, "an upstream's certificate that is not checked")
IDS = ()

WHAT = {
    "insecure": "the upstream's certificate is not checked: anybody in between can read and change what is sent",
    "insecure_host": "a certificate of any other host is taken for the upstream's",
}


def check(ctx: LintContext) -> Iterator[Finding]:
    for tls in ctx.each(BackendTls):
        for field, what in WHAT.items():
            if getattr(tls, field):
                hint = "name the authority that signed it: root: /PATH/ca.pem, and its hostname"
                yield Finding(META, tls.node(field), what, hint)
                break
