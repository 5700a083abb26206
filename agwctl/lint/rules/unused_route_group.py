"""A group of routes that nothing leads to.

What it does: finds entries of `routeGroups` that no backend names as its `routeGroup`.

Why: its routes are never tried; requests for them are answered with 404.

Example:

    routeGroups:
    - name: models
      routes:
      - backends: [{host: "localhost:11434"}]

Use instead:

    gateways:
      default: {port: 3000}
    routes:
    - backends: [{routeGroup: models}]
    routeGroups:
    - name: models
      routes:
      - backends: [{host: "localhost:11434"}]
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.nodes import at, given, items, scalar
from agwctl.lint.rule import LintContext
from agwctl.source.node import Mapping, Node, Sequence

META = Code("AGW707", "unused-route-group", Severity.WARNING, "a group of routes that nothing leads to")
IDS = ("E19",)


def check(ctx: LintContext) -> Iterator[Finding]:
    groups = given(ctx.config, "route_groups")
    if groups is None or not ctx.is_whole:
        return
    used = set(_used(ctx.root))
    for group in items(groups):
        name = at(group, "name")
        if name is not None and scalar(name) not in used:
            yield Finding(
                META,
                name,
                f"no backend leads to the group `{scalar(name)}`: its routes are never tried",
                f"write routeGroup: {scalar(name)} as a backend, or take the group out",
            )


def _used(root: Node) -> Iterator[object]:
    """The names after all keys `routeGroup`."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Sequence):
            waiting += node.items
        elif isinstance(node, Mapping):
            for key, value in node.entries:
                if key.text == "routeGroup":
                    yield scalar(value)
                waiting.append(value)
