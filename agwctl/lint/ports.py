"""The ports for clients, and who may use what stands behind them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from agwctl.config.bind import Bind
from agwctl.config.llm import Llm
from agwctl.config.model import Model
from agwctl.config.names import LLM_PORT, gateway_listeners, llm_gateways
from agwctl.config.route import AttachedRoute, Route
from agwctl.lint.nodes import given
from agwctl.lint.rule import LintContext
from agwctl.source.node import Node

__all__ = ["DataPort", "Entrance", "checks_clients", "data_ports"]

CREDENTIALS = ("api_key", "basic_auth", "jwt_auth", "oidc", "ext_authz", "authorization")
"""Policies that let a gateway know its clients, or refuse them."""


class Entrance(NamedTuple):
    """A listener: the policies that all its requests meet, and what they may reach."""

    policies: tuple[Model, ...]
    routes: tuple[Route, ...]
    llm: Llm | None = None


class DataPort(NamedTuple):
    """A port for clients."""

    number: int
    node: Node
    """Where its number is given, or the section that has it by default."""
    entrances: tuple[Entrance, ...]


def data_ports(ctx: LintContext) -> Iterator[DataPort]:
    """The ports of `binds`, of `gateways` and of `llm`."""
    for bind in ctx.each(Bind):
        if bind.port is not None and bind.mode == "standard":
            listeners = tuple(
                Entrance(_present(listener.policies), tuple(listener.routes or ())) for listener in bind.listeners
            )
            yield DataPort(bind.port, bind.node("port"), listeners)
    yield from _gateways(ctx)
    llm = ctx.config.llm
    if llm is not None and not llm_gateways(ctx.config):
        node = ctx.config.key_node("llm") if llm.port is None else llm.node("port")
        yield DataPort(llm.port or LLM_PORT, node, (Entrance(_present(llm.policies), (), llm),))


def _gateways(ctx: LintContext) -> Iterator[DataPort]:
    routes: dict[str, list[Route]] = {}
    for route in ctx.each(AttachedRoute):
        for name in route.gateways or ("default",):
            routes.setdefault(name, []).append(route)
    llm, with_llm = ctx.config.llm, llm_gateways(ctx.config)
    for name, gateway in ctx.config.gateways.items():
        if gateway.port is None:
            continue
        entrances = []
        for key, listener in gateway_listeners(name, gateway):
            policies = (gateway,) if listener is gateway else (gateway, listener)
            attached = (*routes.get(name, ()), *(routes.get(key, ()) if key != name else ()))
            entrances.append(Entrance(policies, attached, llm if {name, key} & set(with_llm) else None))
        yield DataPort(gateway.port, gateway.node("port"), tuple(entrances))


def _present(policies: Model | None) -> tuple[Model, ...]:
    return () if policies is None else (policies,)


def checks_clients(*policies: Model | None) -> bool:
    """Whether some of these policies ask clients who they are, or refuse some of them."""
    return any(given(each, name) is not None for each in policies for name in CREDENTIALS)
