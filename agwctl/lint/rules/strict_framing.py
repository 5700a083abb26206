"""A gateway behind another proxy, where it matters who reads a request's length how.

What it does: tells of it at `frontendPolicies.proxyProtocol`, which only a gateway behind a load balancer has.

Why: a request with both Content-Length and Transfer-Encoding, a bare line feed or a bad chunk can mean one thing to
the proxy in front and another to the gateway; that is how requests are smuggled. Guide mode refuses them with 400.
agentgateway 1.4 reads them leniently.

Example:

    frontendPolicies:
      proxyProtocol: {version: v2}

Use instead: nothing in the file changes this; let the proxy in front refuse such requests.
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.nodes import given
from agwctl.lint.rule import LintContext

META = Code("AGW409", "strict-framing", Severity.INFO, "ambiguous requests behind a proxy under agentgateway 1.4")
IDS = ()


def check(ctx: LintContext) -> Iterator[Finding]:
    policies = ctx.config.frontend_policies
    if policies is not None and given(policies, "proxy_protocol") is not None:
        yield Finding(
            META,
            policies.key_node("proxy_protocol"),
            "agentgateway 1.4 takes requests whose length the proxy in front may read differently; guide mode refuses "
            "them with 400",
            "let the proxy in front refuse requests with both Content-Length and Transfer-Encoding",
        )
