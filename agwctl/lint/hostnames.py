"""Hostnames: those of the listeners in front of a route, and whether two patterns have a host in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agwctl.config.bind import Listener
from agwctl.config.llm import Llm
from agwctl.config.route import AttachedRoute, Route
from agwctl.lint.rule import LintContext

__all__ = ["have_common_host", "listener_hostnames"]


def listener_hostnames(ctx: LintContext, owner: Route | Llm) -> list[str | None]:
    """The hostnames of the listeners through which requests come; None stands for any."""
    if isinstance(owner, AttachedRoute):
        return list(_of_gateways(ctx, owner.gateways or ("default",)))
    if isinstance(owner, Llm):
        attached = () if owner.port is not None else owner.gateways or ("default",)
        return list(_of_gateways(ctx, attached)) or [None]
    listener = ctx.above(owner, Listener)
    return [None if listener is None else listener.hostname or None]


def _of_gateways(ctx: LintContext, names: Iterable[str]) -> Iterator[str | None]:
    for name in names:
        gateway, _, wanted = name.partition("/")
        own = ctx.config.gateways.get(gateway)
        if own is None:
            continue
        if not own.listeners:
            yield None
        for index, listener in enumerate(own.listeners):
            if wanted in ("", listener.name or f"listener{index}"):
                yield None if listener.hostname in (None, "", "*") else listener.hostname


def have_common_host(one: str, other: str) -> bool:
    """Whether some host fits both: names, or `*.suffix`, which the suffix itself does not fit."""
    if one.startswith("*.") and other.startswith("*."):
        return one[1:].endswith(other[1:]) or other[1:].endswith(one[1:])
    if other.startswith("*."):
        one, other = other, one
    return other.endswith(one[1:]) and len(other) > len(one[1:]) if one.startswith("*.") else one == other
