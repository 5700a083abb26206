"""A port or listener without anything behind it.

What it does: finds listeners of `binds` with an empty list of routes, gateways that no route and no section names, and
an `llm` section without a model.

Why: the port is opened, and every request is answered with 404.

Example:

    gateways:
      default: {port: 3000}
      spare: {port: 3001}
    routes:
    - backends: [{host: "localhost:11434"}]

Use instead: a route that names it, or no gateway.

    gateways:
      default: {port: 3000}
      spare: {port: 3001}
    routes:
    - gateways: [default, spare]
      backends: [{host: "localhost:11434"}]
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.bind import Listener
from agwctl.config.route import AttachedRoute
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.nodes import at, given, items, scalar
from agwctl.lint.rule import LintContext

META = Code("AGW705", "nothing-served", Severity.WARNING, "a port or listener without anything behind it")
IDS = ("E21",)

SECTIONS = ("llm", "mcp", "ui")


def check(ctx: LintContext) -> Iterator[Finding]:
    for listener in ctx.each(Listener):
        if listener.routes == [] and not list(items(listener.node("routes"))):
            yield Finding(
                META,
                listener.key_node("routes"),
                "no route: every request to this listener is answered with 404",
                "add a route, or take the listener out",
            )
    if not ctx.is_whole:
        return
    llm = ctx.config.llm
    if llm is not None and not llm.models and not llm.virtual_models:
        message = "no model: every request for one is answered with 404"
        yield Finding(META, llm.key_node("models"), message, 'add one, such as {name: "*", provider: ollama}')
    used = set(_used(ctx))
    if not used <= ctx.config.gateways.keys():
        return  # a name that no gateway has is an error of its own; it was perhaps meant for one of these
    for name, gateway in ctx.config.gateways.items():
        if name not in used and ctx.is_sound(gateway):
            yield Finding(
                META,
                gateway.node(),
                f"nothing names the gateway `{name}`: every request to it is answered with 404",
                f"write gateways: {name} in a route, or take the gateway out",
            )


def _used(ctx: LintContext) -> Iterator[str]:
    """The names of the gateways that something is attached to."""
    for route in ctx.each(AttachedRoute):
        yield from (name.partition("/")[0] for name in route.gateways or ("default",))
    default = ["default"] if "default" in ctx.config.gateways else []
    for section in SECTIONS:
        node = given(ctx.config, section)
        named = [text for item in items(at(node, "gateways")) if isinstance(text := scalar(item), str)]
        if node is not None:
            yield from (name.partition("/")[0] for name in named or default)
    for tcp_route in items(given(ctx.config, "tcp_routes")):
        named = [text for item in items(at(tcp_route, "gateways")) if isinstance(text := scalar(item), str)]
        yield from (name.partition("/")[0] for name in named or ["default"])
