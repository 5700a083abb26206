"""Each port has one owner: a bind, a gateway, `llm` or `mcp`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from agwctl.config.decoding import Decoding
from agwctl.config.names import LLM_PORT, MCP_PORT, llm_gateways
from agwctl.config.root import Config
from agwctl.config.semantics.places import indexed
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Label
from agwctl.source.node import Node

__all__ = ["check"]


class _Owner(NamedTuple):
    port: int
    label: str
    node: Node


def check(config: Config, to: Decoding) -> None:
    """Reports ports with two owners."""
    owners: dict[int, _Owner] = {}
    for owner in _owners(config, to):
        other = owners.setdefault(owner.port, owner)
        if other is owner:
            continue
        if other.label.startswith("llm") and owner.label.startswith("mcp"):
            message = (
                f"top-level llm and mcp cannot use the same port {owner.port}; attach both to the same gateway instead"
            )
        else:
            message = (
                f"port {owner.port} is configured by both {other.label} and {owner.label}; "
                "binds, llm, and mcp must use unique ports"
            )
        label = Label(other.node, f"{other.label} uses it too")
        to.report(codes.PORT_CONFLICT, owner.node, message, "give one of them another port", (label,))


def _owners(config: Config, to: Decoding) -> Iterator[_Owner]:
    for index, bind in indexed(config, "binds"):
        if bind.port is not None:
            yield _Owner(bind.port, f"binds[{index}]", bind.node("port"))
    for name, gateway in config.gateways.items():
        if gateway.port is not None:
            yield _Owner(gateway.port, f"gateways.{name}", gateway.node("port"))
    llm = config.llm
    if llm is not None and llm.port is not None:
        yield _Owner(llm.port, "llm", llm.node("port"))
    elif llm is not None and not llm_gateways(config) and to.is_sound(llm):
        yield _Owner(LLM_PORT, "llm (default)", config.key_node("llm"))
    mcp = config.mcp
    if mcp is not None and mcp.port is not None:
        yield _Owner(mcp.port, "mcp", mcp.node("port"))
    elif mcp is not None and not mcp.gateways and "default" not in config.gateways and to.is_sound(mcp):
        yield _Owner(MCP_PORT, "mcp (default)", config.key_node("mcp"))
