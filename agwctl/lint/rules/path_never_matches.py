"""A path that no request can have.

What it does: finds paths in `matches` that do not begin with a slash, hold a query or a star that is meant as a
wildcard, and regular expressions that begin with another letter than `/`, or with `^` but lack the rest of the path.

Why: `exact` and `pathPrefix` are compared letter by letter with the path, without the query. A regular expression must
fit the whole path: `^/v1/` fits nothing but `/v1/` itself.

Example:

    routes:
    - matches: [{path: {pathPrefix: /v1/*}}]
      backends: [{host: "localhost:11434"}]

Use instead: a prefix stands for everything below it.

    routes:
    - matches: [{path: {pathPrefix: /v1}}]
      backends: [{host: "localhost:11434"}]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agwctl.config.match import PathMatch
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.rule import LintContext, fix

META = Code("AGW104", "path-never-matches", Severity.WARNING, "a path that no request can have")
IDS = ("E19",)

_OTHER_START = re.compile(r"\^?[A-Za-z0-9_](?![?*{])[^|]*")
_HALF = re.compile(r"\^(/[A-Za-z0-9_./-]*)")


def check(ctx: LintContext) -> Iterator[Finding]:
    for path in ctx.each(PathMatch):
        if path.regex is not None:
            yield from _regex(path)
        elif path.which in ("exact", "path_prefix"):
            yield from _literal(ctx, path)


def _literal(ctx: LintContext, path: PathMatch) -> Iterator[Finding]:
    text = str(path.value)
    node = path.node(path.which or "")
    if not text and path.which == "path_prefix":
        return
    if text == "*" and path.which == "path_prefix":
        yield Finding(META, node, "a prefix has no wildcards: no path begins with `*`", "write /")
    elif text != "*" and not text.startswith("/"):
        cure = fix("put a slash before it", ctx.editor.replace(node, f"/{text}"), safe=False)
        yield Finding(META, node, f"every path begins with a slash: `{text}` never fits", f"write /{text}", (), cure)
    elif "?" in text or "#" in text or " " in text:
        message = f"the path is compared without its query: `{text}` never fits"
        yield Finding(META, node, message, "conditions on the query stand under `query`")
    elif "*" in text[1:]:
        bare = re.sub(r"/?\*+$", "", text) or "/"
        message = f"`*` is a letter like any other here: `{text}` fits no path that clients ask for"
        if "*" in bare:
            yield Finding(META, node, message, "write a regex, with .* or [^/]* for the star")
            return
        edits = ctx.editor.replace(node, bare) if path.which == "path_prefix" else None
        hint = f"write pathPrefix: {bare}, which stands for all below it"
        yield Finding(META, node, message, hint, (), fix(f"write {bare}", edits, safe=False))


def _regex(path: PathMatch) -> Iterator[Finding]:
    text = path.expression
    half = _HALF.fullmatch(text)
    if _OTHER_START.fullmatch(text):
        message = f"every path begins with a slash: `{text}` never fits"
        yield Finding(META, path.node("regex"), message, f"write {'^' * text.startswith('^')}/{text.lstrip('^')}")
    elif half is not None:
        message = f"a regular expression must fit the whole path: `{text}` fits {half[1]} and nothing below it"
        hint = f"write pathPrefix: {half[1].rstrip('/') or '/'}, or exact: {half[1]}"
        yield Finding(META, path.node("regex"), message, hint)
