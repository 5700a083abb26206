"""A regular expression that may take very long.

What it does: finds a quantifier on a group that ends in one, and three or more wildcards without a limit, in the
matches of routes.

Why: agentgateway's regular expressions take time in proportion to the text. Python's, with which agwctl runs them,
try every way to divide the text among the wildcards: one long path can keep a worker busy for minutes.

Example:

    path: {regex: "/(.+)/(.+)/(.+)/chat"}

Use instead: wildcards that stop at a slash.

    path: {regex: "/([^/]+)/([^/]+)/([^/]+)/chat"}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agwctl.config.match import PathMatch, ValueMatch
from agwctl.config.model import Model
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.rule import LintContext
from agwctl.source.node import Scalar

META = Code("AGW603", "slow-regex", Severity.WARNING, "a regular expression that may take very long")
IDS = ()

_NESTED = re.compile(r"\((?:\?:)?(?:[^()\\\[\]|]|\\.|\[[^\]]*\])*[+*]\)(?:[+*]|\{\d+,\})")
_WILDCARD = re.compile(r"(?<!\\)\.(?:[+*]|\{\d+,\})")


def check(ctx: LintContext) -> Iterator[Finding]:
    matches: list[Model] = [*ctx.each(PathMatch), *ctx.each(ValueMatch)]
    for match in matches:
        node = match.node("regex")
        if "regex" not in match.given() or not isinstance(node, Scalar):
            continue
        if _NESTED.search(node.text):
            yield Finding(
                META, node, "repeating what repeats itself may take very long on text that does not fit", HINT
            )
        elif len(_WILDCARD.findall(node.text)) > 2:
            yield Finding(META, node, "three wildcards without a limit may take very long on a long text", HINT)


HINT = "write [^/]+ for a segment of a path, and one repetition only"
