"""A rewrite of the path that fails at every request.

What it does: finds `path.prefix` in `urlRewrite` and `requestRedirect` on routes that match an exact path or a regular
expression, and new paths that do not begin with a slash.

Why: `prefix` takes the place of the prefix that the route matched. Without one, agentgateway answers 500 `prefix
redirect requires prefix match`; it answers 500 as well when the new path does not begin with a slash.

Example:

    routes:
    - matches: [{path: {exact: /ollama}}]
      policies: {urlRewrite: {path: {prefix: /v1/chat/completions}}}
      backends: [{host: "localhost:11434"}]

Use instead: `full` for a whole path.

    routes:
    - matches: [{path: {exact: /ollama}}]
      policies: {urlRewrite: {path: {full: /v1/chat/completions}}}
      backends: [{host: "localhost:11434"}]
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.match import RouteMatch
from agwctl.config.policy import PathChange
from agwctl.config.route import Route
from agwctl.diagnostics.diagnostic import Code, Finding, Label, Severity
from agwctl.lint.rule import LintContext, fix
from agwctl.lint.soundness import is_sound_throughout

META = Code("AGW105", "rewrite-fails", Severity.WARNING, "a rewrite of the path that fails at every request")
IDS = ("E04",)


def check(ctx: LintContext) -> Iterator[Finding]:
    for route in ctx.each(Route):
        if route.policies is None:
            continue
        for policy in (route.policies.url_rewrite, route.policies.request_redirect):
            change = policy.path if policy is not None else None
            if change is not None and ctx.is_sound(change) and is_sound_throughout(ctx, route.matches):
                yield from _check(ctx, route, change)


def _check(ctx: LintContext, route: Route, change: PathChange) -> Iterator[Finding]:
    node = change.node(change.which or "")
    text = str(change.value or "")
    without_prefix = [match for match in route.matches if match.path.which in ("exact", "regex")]
    if text and not text.startswith("/"):
        cure = fix("put a slash before it", ctx.editor.replace(node, f"/{text}"), safe=False)
        yield Finding(META, node, f"`{text}` does not begin with a slash: 500", f"write /{text}", (), cure)
    elif change.which == "prefix" and without_prefix:
        first = without_prefix[0]
        whom = "every request" if len(without_prefix) == len(route.matches) else f"what matches {_shown(first)}"
        message = f"`prefix` needs a match by pathPrefix: {whom} is answered with 500"
        hint = "write `full` for a whole path, or match a pathPrefix"
        yield Finding(META, node, message, hint, (Label(first.path.node(), "no prefix is matched here"),))


def _shown(match: RouteMatch) -> str:
    return str(match.path.exact if match.path.which == "exact" else match.path.expression)
