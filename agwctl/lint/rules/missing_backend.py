"""A route names a backend that does not exist.

What it does: compares `backend: /NAME` in routes with the names under the top-level `backends`.

Why: agentgateway loads such a file, and answers every request of the route with 500 `service not found`. The name is
written with a slash in front: `backend: ollama` finds nothing even when there is an `ollama`.

Example:

    backends:
    - name: ollama
      host: 192.168.1.20:11434
    routes:
    - backends: [{backend: ollama}]

Use instead:

    backends:
    - name: ollama
      host: 192.168.1.20:11434
    routes:
    - backends: [{backend: /ollama}]
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.backend import RouteBackend
from agwctl.config.suggest import nearest
from agwctl.diagnostics.diagnostic import Code, Finding, Label, Severity
from agwctl.lint.rule import LintContext, fix

META = Code("AGW201", "missing-backend", Severity.WARNING, "a backend of a route that does not exist")
IDS = ()


def check(ctx: LintContext) -> Iterator[Finding]:
    if not ctx.loads:
        return
    named = {f"/{backend.name}": backend for backend in ctx.config.backends}
    for entry in ctx.each(RouteBackend):
        if entry.backend is None or entry.backend in named:
            continue
        slashed = f"/{entry.backend}"
        meant = slashed if slashed in named else nearest(entry.backend, tuple(named))
        node = entry.node("backend")
        yield Finding(
            META,
            node,
            f"there is no backend `{entry.backend}`: every request here is answered with 500",
            f"write backend: {meant}" if meant else "add it under the top-level backends, and write backend: /NAME",
            () if meant is None else (Label(named[meant].node("name"), "this one exists"),),
            fix(f"write {meant}", ctx.editor.replace(node, meant)) if meant == slashed else None,
        )
