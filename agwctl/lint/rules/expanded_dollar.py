"""A dollar sign in a regular expression that became a variable.

What it does: finds `regex` and `pattern` values in which `$NAME` was replaced by an environment variable.

Why: agentgateway replaces variables in the whole text of the file before it reads it. In a regular expression `$` is
the end of the text: `^/v1$USER` then holds a user's name, on this machine, and something else on the next one.

Example:

    path: {regex: "/(home|$NAME)"}

Use instead: two dollar signs for one.

    path: {regex: "/(home|$$NAME)"}
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.rule import LintContext
from agwctl.source.node import Mapping, Node, Scalar, Sequence, Substitution

META = Code("AGW704", "expanded-dollar", Severity.WARNING, "a dollar sign that became a variable")
IDS = ("E13",)

KEYS = ("regex", "pattern")


def check(ctx: LintContext) -> Iterator[Finding]:
    source = ctx.source
    if not source.substitutions:
        return
    for key, node in _expressions(ctx.root):
        for each in _inside(node, source.substitutions):
            written = source.text[each.original_start : each.original_end]
            whole = each.start <= node.start + 1 and each.end >= node.end - 1
            if not written.startswith(("$$", "${")) and not whole:
                yield Finding(
                    META,
                    node,
                    f"{written} in this {key} was replaced by the value of a variable",
                    f"write ${written} if the end of the text is meant",
                )
                break


def _expressions(root: Node) -> Iterator[tuple[str, Scalar]]:
    waiting: list[tuple[str, Node]] = [("", root)]
    while waiting:
        name, node = waiting.pop()
        if isinstance(node, Mapping):
            waiting += [(key.text, value) for key, value in reversed(node.entries)]
        elif isinstance(node, Sequence):
            waiting += [(name, item) for item in reversed(node.items)]
        elif isinstance(node, Scalar) and name in KEYS:
            yield name, node


def _inside(node: Scalar, substitutions: list[Substitution]) -> Iterator[Substitution]:
    """The pieces of a node that came out of variables."""
    first = bisect_left(substitutions, node.start, key=lambda each: each.start)
    for each in substitutions[first:]:
        if each.start >= node.end:
            return
        yield each
