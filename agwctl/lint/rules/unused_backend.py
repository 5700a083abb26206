"""A backend that nothing leads to.

What it does: finds entries of the top-level `backends` whose `/NAME` stands nowhere in the file. A policy that is
attached to a backend does not lead to it.

Why: no request reaches it. Most often a route has the same backend written out once more, or another name.

Example:

    gateways:
      default: {port: 3000}
    routes:
    - backends: [{host: "localhost:11434"}]
    backends:
    - name: ollama
      host: localhost:11434

Use instead:

    gateways:
      default: {port: 3000}
    routes:
    - backends: [{backend: /ollama}]
    backends:
    - name: ollama
      host: localhost:11434
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.backend import NamedBackend
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.rule import LintContext, fix
from agwctl.source.node import Mapping, Node, Scalar, Sequence

META = Code("AGW708", "unused-backend", Severity.WARNING, "a backend that nothing leads to")
IDS = ()


def check(ctx: LintContext) -> Iterator[Finding]:
    backends = ctx.config.backends
    if not backends or not ctx.is_whole:
        return
    named = set(_named(ctx.root))
    policies = ctx.config.node("policies")
    targets = {text for key, text in _texts(policies) if key == "name"} if isinstance(policies, Sequence) else set()
    listed = ctx.config.node("backends")
    for backend in ctx.each(NamedBackend):
        if f"/{backend.name}" in named:
            continue
        edits = None
        if isinstance(listed, Sequence) and len(listed.items) > 1 and backend.name not in targets:
            edits = ctx.editor.remove_item(listed, backend.node())
        yield Finding(
            META,
            backend.node("name"),
            f"no route leads to the backend `{backend.name}`",
            f"write backend: /{backend.name} in a route, or take it out",
            (),
            fix("take it out", edits, safe=False),
        )


def _named(root: Node) -> Iterator[str]:
    """`/NAME` wherever it stands; a name without its slash is a mistake of its own, told where it stands."""
    for key, text in _texts(root):
        yield f"/{text}" if key == "backend" and not text.startswith("/") else text


def _texts(root: Node) -> Iterator[tuple[str, str]]:
    """All texts, each with the nearest key above it."""
    waiting = [("", root)]
    while waiting:
        key, node = waiting.pop()
        if isinstance(node, Scalar):
            yield key, node.text
        elif isinstance(node, Sequence):
            waiting += [(key, item) for item in node.items]
        elif isinstance(node, Mapping):
            waiting += [(name.text, value) for name, value in node.entries]
