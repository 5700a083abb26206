"""Two listeners of a port with the same hostname.

What it does: finds listeners of one bind or gateway that are for the same host, or both for any.

Why: a request goes to the one listener whose hostname fits it best; routes are not looked for in another one. Of two
with equal hostnames one never gets a request.

Example:

    binds:
    - port: 3000
      listeners:
      - routes: [{matches: [{path: {pathPrefix: /a}}], backends: [{host: "localhost:11434"}]}]
      - routes: [{matches: [{path: {pathPrefix: /b}}], backends: [{host: "localhost:8080"}]}]

Use instead: one listener with all routes.

    binds:
    - port: 3000
      listeners:
      - routes:
        - {matches: [{path: {pathPrefix: /a}}], backends: [{host: "localhost:11434"}]}
        - {matches: [{path: {pathPrefix: /b}}], backends: [{host: "localhost:8080"}]}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agwctl.config.bind import Bind, Gateway, GatewayListener, Listener
from agwctl.diagnostics.diagnostic import Code, Finding, Label, Severity
from agwctl.lint.rule import LintContext
from agwctl.source.node import Node

META = Code("AGW106", "listener-shadowed", Severity.WARNING, "two listeners of a port with the same hostname")
IDS = ("E19",)


def check(ctx: LintContext) -> Iterator[Finding]:
    for bind in ctx.each(Bind):
        yield from _twice(ctx, bind.listeners, ("",))
    for gateway in ctx.each(Gateway):
        yield from _twice(ctx, gateway.listeners, ("", "*"))


def _twice(
    ctx: LintContext, listeners: Sequence[Listener | GatewayListener], any_host: Sequence[str]
) -> Iterator[Finding]:
    seen: dict[tuple[object, ...], Node] = {}
    for listener in listeners:
        if not ctx.is_sound(listener):
            continue
        hostname = listener.hostname or ""
        name = "" if hostname in any_host else hostname
        # Several protocols on one port are a mistake of their own.
        kind = name, listener.protocol, listener.tls is None
        if kind in seen:
            whom = f"for `{name}`" if name else "for any host"
            yield Finding(
                META,
                listener.node("hostname"),
                f"another listener of this port is {whom} as well: only one of the two gets requests",
                "put all routes into one listener, or give each a hostname of its own",
                (Label(seen[kind], "the other one"),),
            )
        seen.setdefault(kind, listener.node())
