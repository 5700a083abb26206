"""`gateways`, and what is attached to them by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from agwctl.config.bind import Gateway, GatewayListener
from agwctl.config.decoding import Decoding
from agwctl.config.llm import Llm
from agwctl.config.mcp import Mcp
from agwctl.config.names import attached, gateway_listeners
from agwctl.config.root import Config
from agwctl.config.route import AttachedRoute
from agwctl.config.semantics.places import knows
from agwctl.config.suggest import nearest
from agwctl.config.tcp_route import AttachedTcpRoute
from agwctl.config.ui import Ui
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Label
from agwctl.source.node import Mapping, Node, Sequence

__all__ = ["check"]

_Attached: TypeAlias = AttachedRoute | AttachedTcpRoute | Llm | Mcp | Ui


def check(config: Config, to: Decoding) -> None:
    """Reports gateways that contradict themselves, and references to gateways that cannot take what names them."""
    for name, gateway in config.gateways.items():
        _check_gateway(f"gateways.{name}", gateway, to)
    if not knows(config, "gateways"):
        return
    for section, route in _attached(config):
        if route.gateways:
            _check_references(config, route, "TCP" if section == "tcpRoutes" else "HTTP", to)
        elif "default" not in config.gateways and to.is_sound(route):
            message = f"{section}.{route.name or '<unnamed>'} must set gateways"
            to.report(codes.UNATTACHED_ROUTE, route.node(), message, _known_gateways(config))
    _check_sections(config, to)


def _attached(config: Config) -> Iterator[tuple[str, AttachedRoute | AttachedTcpRoute]]:
    yield from (("routes", route) for route in config.routes)
    yield from (("tcpRoutes", route) for route in config.tcp_routes or ())


def _check_sections(config: Config, to: Decoding) -> None:
    """The sections that are attached as a whole: `llm`, `mcp`, `ui`."""
    for section in (config.llm, config.mcp, config.ui):
        if section is not None:
            _check_references(config, section, "HTTP", to)
    for name, owner, own in (("llm", config.llm, ("port", "tls")), ("mcp", config.mcp, ("port",))):
        beside = [field for field in own if owner is not None and field in owner.given()]
        if owner is not None and owner.gateways and beside:
            message = f"{name}.gateways cannot be used with {' or '.join(f'{name}.{field}' for field in own)}"
            label = Label(owner.key_node(beside[0]), "given here")
            to.report(codes.PORT_AND_GATEWAY, owner.key_node("gateways"), message, "keep gateways", (label,))
    ui = config.ui
    if ui is not None and not ui.gateways and "default" not in config.gateways and to.is_sound(ui):
        to.report(codes.UNATTACHED_ROUTE, config.key_node("ui"), "ui.gateways must be set", _known_gateways(config))


def _check_gateway(label: str, gateway: Gateway, to: Decoding) -> None:
    if gateway.port is None and to.is_sound(gateway):
        to.report(codes.MISSING_PORT, gateway.node(), f"{label}.port is required", "add a port, such as 3000")
    if not gateway.listeners:
        _check_protocol(gateway, to)
        return
    above = [name for name in gateway.given() if name not in ("port", "listeners")]
    if above:
        message = f"{label} cannot set protocol, tls, or policy fields when listeners are configured"
        to.report(codes.SETTINGS_ABOVE_LISTENERS, gateway.key_node(above[0]), message, "move them to the listeners")
    before = len(to.findings)
    for listener in gateway.listeners:
        _check_protocol(listener, to)
    if len(to.findings) == before:
        _check_mixture(gateway, to)


def _check_protocol(listener: Gateway | GatewayListener, to: Decoding) -> None:
    if listener.tls is not None and listener.protocol in ("HTTP", "TCP"):
        message = f"protocol {listener.protocol} cannot set tls"
        to.report(codes.PROTOCOL_MISMATCH, listener.key_node("tls"), message, "take out tls, or set another protocol")
    if listener.tls is None and listener.protocol == "HTTPS" and to.is_sound(listener):
        message = "protocol HTTPS requires tls"
        to.report(codes.PROTOCOL_MISMATCH, listener.node("protocol"), message, "add tls with cert and key")


def _check_mixture(gateway: Gateway, to: Decoding) -> None:
    first = gateway.listeners[0]
    for listener in gateway.listeners[1:]:
        if not knows(listener, "protocol") or not knows(first, "protocol"):
            continue
        if _is_http(listener) != _is_http(first):
            mixture = "HTTP and TCP protocols"
        elif _is_tls(listener) != _is_tls(first):
            mixture = "TLS and plaintext"
        else:
            continue
        message = f"gateway listeners on port {gateway.port} cannot mix {mixture}"
        label = Label(first.node(), "the other listener")
        to.report(codes.MIXED_PROTOCOLS, listener.node(), message, "give one of them a gateway of its own", (label,))
        return


def _is_http(listener: Gateway | GatewayListener) -> bool:
    return listener.protocol in (None, "HTTP", "HTTPS")


def _is_tls(listener: Gateway | GatewayListener) -> bool:
    return listener.tls is not None or listener.protocol in ("HTTPS", "TLS")


def _check_references(config: Config, owner: _Attached, kind: Literal["HTTP", "TCP"], to: Decoding) -> None:
    for reference, node in zip(owner.gateways, _items(owner.node("gateways")), strict=False):
        name = reference.partition("/")[0]
        gateway = config.gateways.get(name)
        if gateway is None and name in _names(config):
            continue
        listeners = list(attached(config.gateways, [reference]))
        if not listeners:
            known = [name, *(key for key, _ in gateway_listeners(name, gateway))] if gateway else _names(config)
            meant = nearest(reference, tuple(known))
            hint = f"did you mean '{meant}'?" if meant else _known_gateways(config)
            to.report(codes.UNKNOWN_GATEWAY, node, f"unknown gateway reference {reference}", hint)
        elif not any(_is_http(listener) == (kind == "HTTP") for _, listener in listeners):
            message = f"gateway reference {reference} has no {kind} listeners"
            to.report(codes.UNKNOWN_GATEWAY, node, message, None, (Label(listeners[0][1].node(), "this one"),))


def _items(node: Node) -> list[Node]:
    return node.items if isinstance(node, Sequence) else [node]


def _names(config: Config) -> list[str]:
    node = config.node("gateways")
    return [key.text for key, _ in node.entries] if isinstance(node, Mapping) and config.gateways else []


def _known_gateways(config: Config) -> str:
    names = _names(config)
    return f"gateways here: {', '.join(names)}" if names else "add a gateway under 'gateways' and name it"
