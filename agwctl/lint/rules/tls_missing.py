"""Plain HTTP to a port that speaks TLS.

What it does: finds upstreams on port 443 for which nothing asks for TLS.

Why: a `hostOverride` turns off the TLS that the provider would use, and a plain `host` never had it. A tunnel such as
ngrok's answers 400 `plain HTTP request was sent to HTTPS port`, or redirects without end.

Example:

    backends:
    - ai: {name: remote, hostOverride: "abc123.ngrok.app:443", provider: {openAI: {}}}

Use instead:

    backends:
    - ai: {name: remote, hostOverride: "abc123.ngrok.app:443", provider: {openAI: {}}}
      policies: {backendTLS: {}}
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.llm import LlmModel
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.rule import LintContext
from agwctl.lint.upstreams import Upstream, upstreams

META = Code("AGW205", "tls-missing", Severity.WARNING, "plain HTTP to a port that speaks TLS")
IDS = ("E09",)

HTTPS_PORT = 443


def check(ctx: LintContext) -> Iterator[Finding]:
    if ctx.config.policies is not None:
        return  # a targeted policy may ask for it
    for upstream in upstreams(ctx):
        is_known = all(ctx.is_sound(layer) for layer in upstream.layers)
        if upstream.port == HTTPS_PORT and upstream.tls is None and is_known:
            message = f"requests go to {upstream.host}:{HTTPS_PORT} in clear text, and that port expects TLS"
            yield Finding(META, upstream.node, message, _hint(upstream))


def _hint(upstream: Upstream) -> str:
    if upstream.url is not None:
        return "write https://"
    return f"give the {'model tls' if isinstance(upstream.owner, LlmModel) else 'backend policies.backendTLS'}: {{}}"
