"""A key that has a successor.

What it does: finds `config.logging.filter` and `fields`, `config.tracing`, and, with `--compat 1.4`, `binds`.

Why: they still work in agentgateway 1.4, and none of its documentation speaks of them any more. `config.logging` and
`config.tracing` even stop it from starting once `frontendPolicies` has the new spelling as well.

Example:

    config:
      logging:
        filter: response.code >= 400

Use instead:

    frontendPolicies:
      accessLog:
        filter: response.code >= 400
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.edits import both, put
from agwctl.lint.nodes import at, scalar
from agwctl.lint.rule import LintContext, fix
from agwctl.source.edit import Edits
from agwctl.source.node import Mapping, Node, Scalar

META = Code("AGW701", "deprecated-key", Severity.INFO, "a key that has a successor")
IDS = ("E22",)


class _Old(NamedTuple):
    path: tuple[str, ...]
    new: str
    release_only: bool = False
    """Whether it is told only to those who run agentgateway 1.4: the guides use it."""
    moves: bool = False
    """Whether the value stays as it is."""


OLD = (
    _Old(("config", "logging", "filter"), "frontendPolicies.accessLog.filter", moves=True),
    _Old(("config", "logging", "fields"), "frontendPolicies.accessLog with add and remove"),
    _Old(("config", "tracing"), "frontendPolicies.tracing"),
    _Old(("binds",), "gateways, with routes at the top level that name them", release_only=True),
)


def check(ctx: LintContext) -> Iterator[Finding]:
    for old in OLD:
        if old.release_only and ctx.compat.request_model_wins:
            continue
        key = _key_at(ctx.root, old.path)
        if key is not None:
            cure = fix("write it anew", _moved(ctx, old), safe=True) if old.moves else None
            yield Finding(META, key, f"{'.'.join(old.path)} is deprecated", f"write {old.new}", (), cure)


def _moved(ctx: LintContext, old: _Old) -> Edits:
    """The value under its new key, unless something else that is deprecated stays beside it."""
    owner = at(ctx.root, *old.path[:-1])
    value = scalar(at(owner, old.path[-1]))
    if not isinstance(owner, Mapping) or not isinstance(value, str) or owner.get("fields") is not None:
        return None
    if "#" in ctx.source.parsed[owner.start : owner.end]:
        return None  # a comment would be lost
    return both(ctx.editor.remove(owner, old.path[-1]), put(ctx.editor, ctx.root, old.new, value))


def _key_at(node: Node | None, path: tuple[str, ...]) -> Scalar | None:
    key = None
    for name in path:
        found = [entry for entry in node.entries if entry[0].text == name] if isinstance(node, Mapping) else []
        if not found:
            return None
        key, node = found[-1]
    return key
