"""A hostname that no request can have.

What it does: finds `*` alone, ports, schemes and paths in hostnames of routes and listeners, a star inside of a name,
and hostnames of routes that their listener does not serve.

Why: a hostname is compared with the Host of a request without its port, letter by letter; only `*.` at its beginning
stands for something else. `*` is a name like any other, and no request has it.

Example:

    routes:
    - hostnames: ["*"]
      backends: [{host: "localhost:11434"}]

Use instead: no hostnames, for every host.

    routes:
    - backends: [{host: "localhost:11434"}]
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.bind import GatewayListener, Listener
from agwctl.config.route import Route
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.hostnames import have_common_host, listener_hostnames
from agwctl.lint.nodes import items
from agwctl.lint.rule import LintContext, fix
from agwctl.source.edit import Edits
from agwctl.source.node import Mapping, Node

META = Code("AGW103", "hostname-never-matches", Severity.WARNING, "a hostname that no request can have")
IDS = ("E19",)


def check(ctx: LintContext) -> Iterator[Finding]:
    for listener in ctx.each(Listener):
        if listener.hostname:
            yield from _written(ctx, listener.node(), "hostname", listener.hostname, listener.node("hostname"), 1)
    for own in ctx.each(GatewayListener):
        if own.hostname not in (None, "", "*"):
            yield from _written(ctx, own.node(), "hostname", str(own.hostname), own.node("hostname"), 1)
    for route in ctx.each(Route):
        served = listener_hostnames(ctx, route) if route.hostnames else []
        for hostname, node in zip(route.hostnames, items(route.node("hostnames")), strict=False):
            count = len(route.hostnames)
            told = list(_written(ctx, route.node(), "hostnames", hostname, node, count))
            yield from told or _unserved(hostname, node, served)


def _written(ctx: LintContext, owner: Node, field: str, name: str, node: Node, count: int) -> Iterator[Finding]:
    if name == "*":
        message = "`*` is compared letter by letter here, and no request has that host"
        edits: Edits = None
        if isinstance(owner, Mapping) and count == 1:
            edits = ctx.editor.remove(owner, field)
        yield Finding(
            META, node, message, f"take `{field}` out to take any host", (), fix("any host", edits, safe=False)
        )
    elif "/" in name:
        yield Finding(
            META, node, f"`{name}` is compared with a Host, which has no scheme or path", "write the name alone"
        )
    elif ":" in name and not name.startswith("["):
        bare = name.partition(":")[0]
        message = f"the Host of a request is compared without its port: `{name}` never fits"
        cure = fix("without port", ctx.editor.replace(node, bare), safe=False) if bare else None
        yield Finding(META, node, message, f"write {bare}", (), cure)
    elif " " in name:
        yield Finding(META, node, f"no host has a blank in it: `{name}` never fits", "write each name as an item")
    elif "*" in name.removeprefix("*."):
        yield Finding(
            META, node, f"in `{name}` the star is a letter like any other", "write *.DOMAIN, or the whole name"
        )


def _unserved(hostname: str, node: Node, served: list[str | None]) -> Iterator[Finding]:
    names = [name for name in served if name is not None and ":" not in name and "*" not in name.removeprefix("*.")]
    if names and len(names) == len(served) and not any(have_common_host(hostname, name) for name in names):
        message = f"no request for `{hostname}` gets here: the listener is for `{'`, `'.join(names)}`"
        yield Finding(META, node, message, "write a hostname of the listener, or none")
