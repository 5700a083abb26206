"""Listeners of `binds`: their ports, and what each protocol needs."""

from __future__ import annotations

from agwctl.config.bind import Bind, Listener
from agwctl.config.decoding import Decoding
from agwctl.config.root import Config
from agwctl.config.semantics.places import indexed, knows, part
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Label

__all__ = ["check"]


def check(config: Config, to: Decoding) -> None:
    """Reports binds without a port and listeners whose settings do not fit their protocol."""
    wildcards = [(index, bind) for index, bind in indexed(config, "binds") if _is_wildcard(bind)]
    if len(wildcards) > 1:
        places = ", ".join(str(index) for index, _ in wildcards)
        to.report(
            codes.PORT_CONFLICT,
            wildcards[1][1].node(),
            "at most one wildcard bind (an internal bind without a numeric port) is allowed, "
            f"but found {len(wildcards)}: binds[{places}]",
            "give all but one of them a port",
            (Label(wildcards[0][1].node(), "the first one"),),
        )
    for bind in config.binds:
        _check_bind(bind, to)
        for listener in part(bind, "listeners") or ():
            if to.is_sound(listener):
                _check_listener(listener, to)


def _is_wildcard(bind: Bind) -> bool:
    return bind.mode == "internal" and not bind.port and knows(bind, "port")


def _check_bind(bind: Bind, to: Decoding) -> None:
    if bind.port is None and bind.mode != "internal" and to.is_sound(bind):
        to.report(
            codes.MISSING_PORT, bind.node(), "a bind without a port must set mode: internal", "add a port, such as 3000"
        )


def _check_listener(listener: Listener, to: Decoding) -> None:
    protocol, routes = listener.protocol, "routes" if listener.protocol in ("HTTP", "HTTPS") else "tcpRoutes"
    given = listener.routes if routes == "routes" else listener.tcp_routes
    if listener.routes is not None and listener.tcp_routes is not None:
        other = Label(listener.key_node("routes"), "given here too")
        message = "only 'routes' or 'tcpRoutes' may be set"
        to.report(codes.PROTOCOL_MISMATCH, listener.key_node("tcp_routes"), message, "keep one of them", (other,))
    elif given is None and protocol != "HBONE":
        to.report(codes.PROTOCOL_MISMATCH, listener.node(), f"protocol {protocol} requires '{routes}'")
    if protocol == "HTTPS" and listener.tls is None:
        message = "HTTPS listener requires 'tls'"
        to.report(codes.PROTOCOL_MISMATCH, listener.node("protocol"), message, "add tls with cert and key")
