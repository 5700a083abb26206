"""Hostnames: those of the listeners in front of a route, and whether two patterns have a host in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agwctl.config.bind import Listener
from agwctl.config.llm import Llm
from agwctl.config.names import attached, llm_gateways
from agwctl.config.route import AttachedRoute, Route
from agwctl.lint.rule import LintContext

__all__ = ["have_common_host", "listener_hostnames"]


def listener_hostnames(ctx: LintContext, owner: Route | Llm) -> list[str | None]:
    """The hostnames of the listeners through which requests come; None stands for any."""
    if isinstance(owner, AttachedRoute):
        return list(_of_gateways(ctx, owner.gateways))
    if isinstance(owner, Llm):
        names = llm_gateways(ctx.config)
        return list(_of_gateways(ctx, names)) if names else [None]
    listener = ctx.above(owner, Listener)
    return [None if listener is None else listener.hostname or None]


def _of_gateways(ctx: LintContext, names: Iterable[str]) -> Iterator[str | None]:
    for _, listener in attached(ctx.config.gateways, names):
        hostname = getattr(listener, "hostname", None)
        yield None if hostname in (None, "", "*") else hostname


def have_common_host(one: str, other: str) -> bool:
    """Whether some host fits both: names, or `*.suffix`, which the suffix itself does not fit."""
    if one.startswith("*.") and other.startswith("*."):
        return one[1:].endswith(other[1:]) or other[1:].endswith(one[1:])
    if other.startswith("*."):
        one, other = other, one
    return other.endswith(one[1:]) and len(other) > len(one[1:]) if one.startswith("*.") else one == other
