"""What things are called and where they listen when the file does not say, and what references stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from agwctl.config.bind import Gateway, GatewayListener, Listener
from agwctl.config.model import Model
from agwctl.config.root import Config
from agwctl.config.route import Route

__all__ = [
    "LLM_PORT",
    "MCP_PORT",
    "OLLAMA_PORT",
    "attached",
    "gateway_listeners",
    "llm_gateways",
    "name_of",
    "route_key",
]

LLM_PORT = 4000
MCP_PORT = 3000
OLLAMA_PORT = 11434
"""Where Ollama listens unless it is told otherwise."""
DEFAULT_GATEWAY = "default"

_WORDS: dict[type[Model], str] = {Listener: "listener", GatewayListener: "listener", Route: "route"}


def name_of(item: Listener | GatewayListener | Route, index: int) -> str:
    """The name, or that by the place in its list."""
    return item.name or next(f"{word}{index}" for cls, word in _WORDS.items() if isinstance(item, cls))


def route_key(route: Route, index: int) -> str:
    """Namespace and name: what routes with equal matches are ordered by, and their name in logs."""
    return f"{route.namespace or 'default'}/{name_of(route, index)}"


def gateway_listeners(name: str, gateway: Gateway) -> Iterator[tuple[str, Gateway | GatewayListener]]:
    """The listeners of a gateway by the names that routes have for them; one without any is its own."""
    if not gateway.listeners:
        yield name, gateway
    for index, listener in enumerate(gateway.listeners):
        yield f"{name}/{name_of(listener, index)}", listener


def attached(gateways: Mapping[str, Gateway], names: Iterable[str]) -> Iterator[tuple[str, Gateway | GatewayListener]]:
    """The listeners that `gateway` and `gateway/listener` stand for; those of `default` when nothing is named."""
    for wanted in tuple(names) or (DEFAULT_GATEWAY,):
        name, slash, _ = wanted.partition("/")
        gateway = gateways.get(name)
        for key, listener in gateway_listeners(name, gateway) if gateway is not None else ():
            if not slash or key == wanted:
                yield key, listener


def llm_gateways(config: Config) -> tuple[str, ...]:
    """The gateways that the `llm` section is attached to; none when there is no section, or it has its own port."""
    llm = config.llm
    if llm is None or llm.port is not None:
        return ()
    return llm.gateways or ((DEFAULT_GATEWAY,) if DEFAULT_GATEWAY in config.gateways else ())
