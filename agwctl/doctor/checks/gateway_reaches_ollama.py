"""What is sent to the gateway comes out at the Ollama behind it."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Fix, Link, Scope, Status, not_needed, passed, warned
from agwctl.doctor.evidence.maker import shown
from agwctl.doctor.evidence.passage import End, end_of
from agwctl.doctor.evidence.port_owner import is_forwarder
from agwctl.doctor.facts.configuration import Call
from agwctl.doctor.facts.fact import Unread, known, known_or
from agwctl.doctor.facts.facts import Facts, ServerFacts
from agwctl.doctor.facts.gateway import Gateway
from agwctl.doctor.facts.network import Answer
from agwctl.doctor.fixes.gateway import restart, validate

__all__ = ["META", "run"]

META = Check(
    "gateway-reaches-ollama",
    Link.GATEWAY,
    "what is sent to {gateway} reaches Ollama",
    ids=("A01", "A03", "A18", "A20", "A23", "E04", "E07", "E08", "E09", "E15", "E18"),
    needs=("it-is-the-gateway",),
    scope=Scope.ONCE,
)
_IDS = {
    End.REFUSED: "A01",
    End.UNRESOLVED: "A18",
    End.TLS: "E08",
    End.TIMEOUT: "E15",
    End.UNREACHABLE: "A20",
    End.BROKEN: "E08",
    End.GUARDED: "E07",
    End.UNREADABLE: "A23",
    End.FRONT: "A23",
}
"""What a failure behind the gateway is, when the same server is not reached directly either."""
_HOST = "give the route `urlRewrite: {authority: {full: localhost:11434}}`, or let Ollama listen on 0.0.0.0"


def run(facts: Facts) -> Finding:
    gateway = facts.gateway
    if gateway is None or gateway.is_down:
        return not_needed("there is no gateway in the way")
    calls = {call: answer for call, answer in gateway.calls.items() if end_of(answer) in _IDS}
    if calls:
        call, answer = next(iter(calls.items()))
        return _lost(facts, gateway, f"POST {call.path} without messages", answer, call)
    if gateway.calls:
        return passed(f"{', '.join(call.path for call in gateway.calls)}: the way to Ollama is open")
    models = known(gateway.models)
    if end_of(models) in _IDS:
        return _lost(facts, gateway, "GET /v1/models", models, None)
    if end_of(models) in (End.NO_ROUTE, End.NO_PATH) and facts.configuration is None and gateway.is_named:
        said = [f"GET /v1/models: {shown(models)}"]
        summary = f"nothing is at {gateway.url}/v1 ({shown(models)}): clients have to call the path, or the host name, "
        fix = Fix("see what its configuration takes", ("agwctl validate --paths FILE",))
        return warned("E04", f"{summary}that the gateway's configuration takes", said, [fix])
    if end_of(models) is End.REACHED and facts.configuration is None:
        return passed(f"GET /v1/models: {models.line}")
    return passed("GET /v1/models shows no trouble behind the gateway")


def _lost(facts: Facts, gateway: Gateway, asked: str, answer: Answer, call: Call | None) -> Finding:
    end = end_of(answer)
    direct = _direct(facts, call)
    evidence = [f"{asked} to {gateway.url}: {shown(answer)}"]
    if direct is None or not direct.identified:
        told = f"the request to {gateway.url} {end}" + (f" ({call.upstream})" if call is not None else "")
        return Finding(Status.FAIL, told, (_id(end, facts, None),), tuple(evidence), (_fix(end, facts, call),))
    evidence.append(f"directly: {direct.server.url} answers, {_version(direct)}")
    told = f"Ollama answers directly, but through {gateway.url} the request {end}"
    return Finding(Status.FAIL, told, (_id(end, facts, direct),), tuple(evidence), (_fix(end, facts, call),))


def _direct(facts: Facts, call: Call | None) -> ServerFacts | None:
    """The server behind, as it was asked without the gateway."""
    servers = facts.servers
    if call is None:
        return next((each for each in servers if each.identified), None)
    wanted = call.upstream.replace("127.0.0.1", "localhost")
    found = (each for each in servers if each.server.address.authority.replace("127.0.0.1", "localhost") == wanted)
    return next(found, None)


def _version(direct: ServerFacts) -> str:
    return f"version {direct.version}" if not isinstance(direct.version, Unread) else "Ollama is running"


def _id(end: End, facts: Facts, direct: ServerFacts | None) -> str:
    """Where the server itself is reached, it is the gateway's own way to it that is wrong."""
    if direct is not None and end is End.REFUSED:
        return "A03" if _is_elsewhere(facts) else "E18"
    if end in (End.TLS, End.BROKEN) and direct is not None and direct.server.address.scheme == "https":
        return "E09"
    return _IDS[end]


def _is_elsewhere(facts: Facts) -> bool:
    """Whether the gateway's localhost is another: it runs in a container, or on another machine."""
    gateway = facts.gateway
    listener = gateway.listener if gateway is not None else None
    if listener is None:
        return gateway is not None and not gateway.address.is_loopback and not isinstance(facts.sockets, Unread)
    process = listener.process
    if process is not None and is_forwarder(process):
        return True
    return any(port.host_port == listener.port for each in known_or(facts.containers, ()) for port in each.ports)


def _fix(end: End, facts: Facts, call: Call | None) -> Fix:
    where = call.where if call is not None else "the upstream"
    if end is End.REFUSED:
        if _is_elsewhere(facts):
            return validate(facts, f"name Ollama's address as it is seen from where the gateway runs ({where}): "
                                   "host.docker.internal or the host's address in place of localhost")  # fmt: skip
        return restart(facts)
    if end in (End.TLS, End.BROKEN):
        return validate(facts, f"make the scheme fit at {where}: backendTLS only for an upstream that speaks TLS")
    if end is End.FRONT:
        return Fix("start the gateway behind it; which one that is, its configuration says (nginx: `proxy_pass`)")
    if end is End.GUARDED:
        return validate(facts, _HOST)
    if end is End.TIMEOUT:
        return validate(facts, f"raise the limit at {where}, or load the model beforehand")
    return validate(facts, f"mend the address at {where}")
