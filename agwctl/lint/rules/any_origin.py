"""Web pages of any origin may send requests with their readers' credentials.

What it does: finds `cors` with `allowOrigins: ["*"]` together with `allowCredentials: true`.

Why: every page that somebody opens in a browser may then send requests with his cookies and read the answers.

Example:

    cors:
      allowOrigins: ["*"]
      allowCredentials: true

Use instead:

    cors:
      allowOrigins: ["https://chat.example.com"]
      allowCredentials: true
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.bind import GatewayPolicies
from agwctl.config.model import Model
from agwctl.config.policy import RoutePolicies
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.nodes import at, given, items, scalar
from agwctl.lint.rule import LintContext
from agwctl.source.node import Node

META = Code("AGW505", "any-origin", Severity.WARNING, "credentials that pages of any origin may use")
IDS = ()


def check(ctx: LintContext) -> Iterator[Finding]:
    owners: list[Model] = [*ctx.each(RoutePolicies), *ctx.each(GatewayPolicies)]
    for owner in owners:
        cors = given(owner, "cors")
        node = any_origin(cors)
        if node is not None and scalar(at(cors, "allowCredentials")) is True:
            yield Finding(
                META,
                node,
                "any web page may send requests with its reader's credentials and read the answers",
                'name the origins, such as ["https://chat.example.com"], or take allowCredentials out',
            )


def any_origin(cors: Node | None) -> Node | None:
    """The `*` among the allowed origins."""
    return next((item for item in items(at(cors, "allowOrigins")) if scalar(item) == "*"), None)
