"""Starting the gateway, and bringing its configuration and its clients together."""

from __future__ import annotations

import json

from agwctl.doctor.check import Fix
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.sockets import Sockets
from agwctl.doctor.fixes.shell import export, word

__all__ = ["configured_port", "encrypted", "free_port", "plain", "restart", "start", "start_on", "use", "validate"]

PORTS = (3000, 4000, 8080, 3001, 4001, 8081)


def validate(facts: Facts, title: str) -> Fix:
    """A change to the file, and the command that shows whether it is right."""
    path = _path(facts)
    return Fix(title or f"mend {path}", (f"agwctl validate {word(facts, path)}",) if path else ())


def _path(facts: Facts) -> str:
    """Of the configuration's file; empty for what is none, such as stdin."""
    path = facts.configuration.path if facts.configuration is not None else ""
    return "" if path.startswith("<") else f"./{path}" if path.startswith("-") else path


def start(facts: Facts, title: str = "start the gateway") -> Fix:
    """With the configuration that was found, else with the guide's."""
    path = _path(facts)
    if not path:
        return Fix(title, ("agwctl serve",))
    return Fix(f"{title} (agentgateway takes the same -f)", (f"agwctl serve -f {word(facts, path)}",))


def restart(facts: Facts) -> Fix:
    """Its owner knows how it is ended: with Ctrl-C, or by what supervises it."""
    return start(facts, "stop the gateway that runs, and start it again")


def start_on(facts: Facts, port: int) -> Fix:
    """A gateway in front of the server that is looked at, on a port of its own."""
    url = facts.server.server.url
    params = {} if url == "http://127.0.0.1:11434" else {"params": {"baseUrl": f"{url}/v1"}}
    text = json.dumps({"llm": {"port": port, "models": [{"name": "*", "provider": "ollama", **params}]}})
    line = f"agwctl serve --listen 127.0.0.1 -c {word(facts, text)}"
    return Fix(f"start the gateway on port {port}", (line,))


def free_port(facts: Facts) -> int:
    """One of those that gateways have, on which nothing listens."""
    taken = {each.port for each in known_or(facts.sockets, Sockets()).listeners}
    taken |= {facts.gateway.address.port} if facts.gateway is not None else set()
    return next((port for port in PORTS if port not in taken), 14000)


def configured_port(facts: Facts) -> int | None:
    """The first port for clients that the configuration opens."""
    ports = facts.configuration.ports if facts.configuration is not None else ()
    return next((each.port for each in ports if each.purpose == "requests"), None)


def use(facts: Facts, port: int) -> Fix:
    """The clients' side: where OpenAI's libraries are to look."""
    opened = facts.configuration.path if port == configured_port(facts) and facts.configuration is not None else ""
    title = f"use port {port}, which {opened} opens" if opened else f"use port {port}, where a gateway listens"
    return export(facts, title, {"OPENAI_BASE_URL": f"http://127.0.0.1:{port}/v1"})


def plain(facts: Facts) -> Fix:
    """For an upstream of the configuration that speaks no TLS."""
    where = facts.server.server.origin.where
    advice = f"take out backendTLS (or tls), or write http:// in the base URL, for {where}"
    return validate(facts, _of_linter(facts, "E08") or advice)


def encrypted(facts: Facts) -> Fix:
    """For an upstream of the configuration that speaks TLS only."""
    where = facts.server.server.origin.where
    advice = f"give the upstream at {where} `backendTLS: {{}}`, or https:// in its base URL"
    return validate(facts, _of_linter(facts, "E09") or advice)


def _of_linter(facts: Facts, id: str) -> str:
    """What it says of this entry, with the line; empty when that is said of none, or of several upstreams."""
    findings = facts.configuration.findings if facts.configuration is not None else ()
    told = [each for each in findings if id in each.ids and each.hint]
    upstreams = [each for each in facts.servers if each.server.origin.kind == "configuration"]
    if not len(told) == len(upstreams) == 1:
        return ""
    hint = told[0].hint.replace("take it out", "take out backendTLS (in the llm section: tls)")
    return f"at {told[0].where}: {hint}"
