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

from agwctl.config.cors import Cors
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.nodes import items, scalar
from agwctl.lint.rule import LintContext
from agwctl.source.node import Node

META = Code("AGW505", "any-origin", Severity.WARNING, "credentials that pages of any origin may use")
IDS = ()


def check(ctx: LintContext) -> Iterator[Finding]:
    for cors in ctx.each(Cors):
        node = any_origin(cors)
        if node is not None and cors.allow_credentials:
            yield Finding(
                META,
                node,
                "any web page may send requests with its reader's credentials and read the answers",
                'name the origins, such as ["https://chat.example.com"], or take allowCredentials out',
            )


def any_origin(cors: Cors) -> Node | None:
    """The `*` among the allowed origins."""
    return next((item for item in items(cors.node("allow_origins")) if scalar(item) == "*"), None)
