"""Typed configuration → ports with their listeners and route tables; done once, before the ports open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from agwctl.config.bind import Bind, Gateway
from agwctl.config.llm import Llm
from agwctl.config.names import LLM_PORT, gateway_listeners, llm_gateways, name_of, route_key
from agwctl.config.root import Config
from agwctl.config.route import Route as RouteConfig
from agwctl.proxy.compile_backend import Backends
from agwctl.proxy.compile_llm import compile_router
from agwctl.proxy.compile_match import compile_match
from agwctl.proxy.filters import RESPONSE, ROUTE_REQUEST, compile_filters
from agwctl.proxy.route import Route
from agwctl.proxy.table import HostTable, Listener, Match, RouteTable

__all__ = ["Port", "Rule", "compile_ports"]


class Rule(NamedTuple):
    """A route with what it matches."""

    listener: str | None
    """The listener's hostname; None for any."""
    route: Route
    matches: list[Match]
    hostnames: tuple[str, ...]
    config: RouteConfig | None = None
    """What it was made of; None for the model router."""


class Port:
    """A data port."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.bind = f"bind/{number}"
        self.listeners: HostTable[Listener] = HostTable()
        self.rules: list[Rule] = []
        """Everything that the listeners hold, as written."""


class Draft:
    """A listener whose routes are still being collected."""

    def __init__(self, name: str, hostname: str | None, prefix: str, llm: Route | None = None) -> None:
        self.name = name
        self.hostname = hostname
        self.prefix = prefix
        """How the names of its routes' backends begin."""
        self.routes: list[tuple[RouteConfig, int]] = []
        self.llm = llm


def compile_ports(config: Config) -> list[Port]:
    """All data ports of a configuration in the order of the file: binds, gateways, llm."""
    backends = Backends(config.backends)
    drafts: list[tuple[int, list[Draft]]] = [(bind.port or 0, _bind(bind)) for bind in config.binds]
    gateways = {name: _gateway(name, gateway) for name, gateway in config.gateways.items()}
    for index, route in enumerate(config.routes):
        for draft in _attached(gateways, route.gateways):
            draft.routes.append((route, index))
    drafts += [(config.gateways[name].port or 0, listeners) for name, listeners in gateways.items()]
    if config.llm is not None:
        drafts += _llm(config, config.llm, gateways)
    return [_port(number, listeners, backends) for number, listeners in drafts]


def _llm(config: Config, llm: Llm, gateways: dict[str, list[Draft]]) -> list[tuple[int, list[Draft]]]:
    """Put the model router on the gateways that it is attached to, or on a port of its own, which is returned."""
    route = Route(key="internal/llm:request", position=-1, router=compile_router(llm))
    if names := llm_gateways(config):
        for draft in _attached(gateways, names):
            draft.llm = route
        return []
    return [(llm.port or LLM_PORT, [Draft("llm", None, "", llm=route)])]


def _bind(bind: Bind) -> list[Draft]:
    listeners = []
    for index, listener in enumerate(bind.listeners):
        name = name_of(listener, index)
        draft = Draft(name, listener.hostname or None, f"/default/default/bind/{bind.port}/{name}")
        draft.routes = [(route, place) for place, route in enumerate(listener.routes or [])]
        listeners.append(draft)
    return listeners


def _gateway(name: str, gateway: Gateway) -> list[Draft]:
    prefix = f"/gateway/{name}"
    return [
        Draft(key, _any(getattr(listener, "hostname", None)), prefix)
        for key, listener in gateway_listeners(name, gateway)
    ]


def _any(hostname: str | None) -> str | None:
    return None if hostname in (None, "", "*") else hostname


def _attached(gateways: dict[str, list[Draft]], names: Sequence[str]) -> Iterable[Draft]:
    """The listeners that `gateway` and `gateway/listener` name; those of `default` when nothing is named."""
    for name in names or ("default",):
        gateway, _, listener = name.partition("/")
        for draft in gateways.get(gateway, []):
            if not listener or draft.name == name:
                yield draft


def _port(number: int, drafts: list[Draft], backends: Backends) -> Port:
    port = Port(number)
    for draft in drafts:
        rules = _rules(draft, backends)
        groups = _groups(rules)
        table = RouteTable()
        for rule in rules:
            table.add(rule.route, rule.matches, rule.hostnames, groups.get(rule.route.key, ()))
        port.listeners.add(draft.hostname, Listener(draft.name, table))
        port.rules += rules
    return port


def _rules(draft: Draft, backends: Backends) -> list[Rule]:
    """A listener's routes; of two with one name the later replaces the earlier."""
    rules: dict[str, Rule] = {}
    for config, index in draft.routes:
        route = _route(config, index, draft.prefix, backends)
        matches = [compile_match(match) for match in config.matches]
        rules[route.key] = Rule(draft.hostname, route, matches, tuple(config.hostnames), config)
    if draft.llm is not None:
        rules[draft.llm.key] = Rule(draft.hostname, draft.llm, [Match()], ())
    return list(rules.values())


def _groups(rules: list[Rule]) -> dict[str, tuple[Route, ...]]:
    """By key of each: the routes with `ai` backends that match exactly the same requests, as written, if several do."""
    equal: dict[tuple[object, ...], list[Route]] = {}
    for rule in rules:
        if rule.route.ai_targets:
            equal.setdefault((*rule.matches, None, *rule.hostnames), []).append(rule.route)
    groups = (tuple(sorted(same, key=lambda route: route.position)) for same in equal.values() if len(same) > 1)
    return {route.key: group for group in groups for route in group}


def _route(config: RouteConfig, index: int, prefix: str, backends: Backends) -> Route:
    key = route_key(config, index)
    policies = config.policies
    compiled = tuple(
        backends.compile(backend, f"{prefix}/{key}/backend{place}", policies)
        for place, backend in enumerate(config.backends)
    )
    rewrite = policies.url_rewrite if policies is not None else None
    timeout = policies.timeout if policies is not None else None
    return Route(
        key=key,
        position=index,
        backends=compiled,
        request_filters=compile_filters(policies, ROUTE_REQUEST),
        response_filters=compile_filters(policies, RESPONSE),
        request_timeout=timeout.request_timeout if timeout is not None else None,
        backend_timeout=timeout.backend_request_timeout if timeout is not None else None,
        rewrites_path=rewrite is not None and rewrite.path is not None,
    )
