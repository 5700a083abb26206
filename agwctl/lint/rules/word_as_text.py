"""A word or number that YAML 1.2 reads as text.

What it does: finds `yes`, `no`, `on`, `off` and numbers with a leading zero or with `_` among the values of
`defaults` and `overrides`, where anything is allowed and nothing complains.

Why: agentgateway reads YAML 1.2: only `true` and `false` are booleans, and `010` is the text "010". Ollama then gets
a text where it expects a boolean or a number, and refuses the request.

Example:

    overrides:
      stream: no

Use instead:

    overrides:
      stream: false
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agwctl.diagnostics.diagnostic import Code, Edit, Finding, Fix, Severity
from agwctl.lint.request_body import body_fields
from agwctl.lint.rule import LintContext
from agwctl.source.node import Mapping, Node, Scalar
from agwctl.source.scalar import value_of

META = Code("AGW703", "word-as-text", Severity.WARNING, "a word or number that YAML 1.2 reads as text")
IDS = ("E12",)

WORDS = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
TEXT = frozenset(("model", "stop", "suffix", "user", "reasoning_effort", "service_tier"))
"""Fields that are text."""
_NUMBER = re.compile(r"[-+]?(?:0[0-9_]+|[1-9][0-9]*(?:_[0-9]+)+)")


def check(ctx: LintContext) -> Iterator[Finding]:
    for field in body_fields(ctx):
        for node in _scalars(field.key.text, field.value):
            meant = _meant(node)
            if meant is not None:
                yield Finding(
                    META,
                    node,
                    f'`{node.text}` is the text "{node.text}" here',
                    f'write {meant}, or "{node.text}" if text is meant',
                    (),
                    Fix(f"write {meant}", False, (Edit(node, meant),)),
                )


def _meant(node: Scalar) -> str | None:
    """The boolean or number that was probably meant."""
    if not node.plain or not isinstance(value_of(node), str):
        return None
    word = WORDS.get(node.text.lower())
    if word is not None or not _NUMBER.fullmatch(node.text):
        return word
    return str(int(node.text.replace("_", "")))


def _scalars(name: str, node: Node) -> Iterator[Scalar]:
    """What stands under a key, as far as it need not be text."""
    if isinstance(node, Scalar) and name not in TEXT:
        yield node
    elif isinstance(node, Mapping):
        for key, value in node.entries:
            yield from _scalars(key.text, value)
