"""What `agwctl serve` says when it starts: where it listens, what goes where, one request to try."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from ipaddress import ip_address
from typing import TYPE_CHECKING

from agwctl import __version__
from agwctl.proxy.route import AiTarget, HostTarget

if TYPE_CHECKING:
    from agwctl.proxy.compile import Port, Rule
    from agwctl.proxy.gateway import Gateway
    from agwctl.proxy.route import Backend

__all__ = ["banner", "warnings"]

OWN_PATHS = {"admin": "/quitquitquit", "stats": "/metrics", "readiness": "/healthz/ready"}
SAMPLE_MODEL = "llama3.2"
CHAT = "/v1/chat/completions"


def banner(gateway: Gateway, path: str, compat: str, listen: str | None) -> Iterator[str]:
    """The lines of the start-up banner."""
    yield f"agwctl {__version__} serves {path} (--compat {compat})"
    for port in gateway.ports:
        if not port.rules:
            yield f"  {_url(None, port.number, listen)}"
            yield "    no routes: every request is answered 404"
        listener: object = ...
        for rule in port.rules:
            if rule.listener != listener:
                listener = rule.listener
                yield f"  {_url(rule.listener, port.number, listen)}"
            yield f"    {_described(rule)}"
    for own in gateway.own:
        where = f"{own.address} " if own.address.path is not None else f"http://{own.address}"
        yield f"  {own.name:<9} {where}{OWN_PATHS[own.name]}"
    request = sample_request(gateway.ports, listen)
    if request is not None:
        yield f"try it: {request}"
    yield "stop it: ^C"


def warnings(gateway: Gateway, listen: str | None) -> Iterator[tuple[str, str]]:
    """(warning, hint) for what its user may not have meant: nobody can use it, everybody can, it uses itself."""
    if not gateway.ports:
        yield "no port is open for requests", "the configuration needs binds, gateways or llm"
    elif listen is None or not ip_address(listen).is_loopback:
        numbers = [str(port.number) for port in gateway.ports]
        yield (
            f"{'port' if len(numbers) == 1 else 'ports'} {', '.join(numbers)}: "
            "open to the whole network, without authentication",
            "--listen 127.0.0.1 keeps it on this machine; otherwise let a firewall decide who may use it",
        )
    for port in gateway.ports:
        if (endpoint := _own_upstream(port)) is not None:
            yield (
                f"port {port.number} sends requests to itself: {endpoint}",
                "give the gateway another port than its upstream, or mend the upstream's address",
            )


def _own_upstream(port: Port) -> str | None:
    """The upstream of a port that is this port: its requests come back until all workers wait for each other."""
    targets = [backend.target for rule in port.rules for backend in rule.route.backends]
    for target in targets:
        host = target.host if isinstance(target, AiTarget) else target
        if isinstance(host, HostTarget) and host.origin.port == port.number and _is_here(host.origin.host):
            return host.endpoint
    return None


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def sample_request(ports: list[Port], listen: str | None) -> str | None:
    """A chat request for the first LLM route, ready to paste."""
    for port in ports:
        for rule in port.rules:
            if rule.route.is_llm:
                return _curl(rule, port.number, listen)
    return None


def _url(hostname: str | None, number: int, listen: str | None) -> str:
    host = hostname or listen or "localhost"
    if host in ("0.0.0.0", "::"):
        host = "localhost"
    return f"http://{f'[{host}]' if ':' in host else host}:{number}"


def _described(rule: Rule) -> str:
    route = rule.route
    if route.router is not None:
        return f"models {', '.join(route.router.models)}"
    where = ", ".join(map(str, rule.matches))
    if rule.hostnames:
        where = f"{', '.join(rule.hostnames)} {where}"
    return f"{where} → {', '.join(map(_target, route.backends)) or 'answered here'}"


def _target(backend: Backend) -> str:
    target = backend.target
    if isinstance(target, AiTarget):
        model = f", model {target.model}" if target.model else ""
        return f"{target.host.endpoint} ({target.provider} API{model})"
    if isinstance(target, HostTarget):
        return target.endpoint
    return f"{target.status} {target.text}"


def _curl(rule: Rule, number: int, listen: str | None) -> str:
    match = rule.matches[0]
    path = match.path.decode("utf-8", "replace")
    if match.kind != "exact":
        path = path.rstrip("/") + CHAT if match.kind == "prefix" else CHAT
    body = json.dumps({"model": _model(rule), "messages": [{"role": "user", "content": "Hello"}]})
    host = rule.hostnames[0] if rule.hostnames else rule.listener
    if host is not None and host.startswith("*."):
        host = f"any{host[1:]}"
    header = f" -H {shlex.quote(f'Host: {host}')}" if host else ""
    return f"curl {_url(None, number, listen)}{path} -H 'Content-Type: application/json'{header} -d {shlex.quote(body)}"


def _model(rule: Rule) -> str:
    models = rule.route.models if rule.route.router is None else rule.route.router.models
    return next((model for model in models if "*" not in model), SAMPLE_MODEL)
