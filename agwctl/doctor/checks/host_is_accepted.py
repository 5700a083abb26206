"""Ollama takes requests under the name that it is called by."""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.doctor.check import Check, Finding, Fix, Link, failed, passed
from agwctl.doctor.evidence.guard import is_guards_own
from agwctl.doctor.evidence.maker import quoted, shown
from agwctl.doctor.facts.fact import CannotTell, known
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.network import Answer
from agwctl.doctor.fixes.address import instead
from agwctl.ollama.address import is_ip

__all__ = ["META", "run"]

META = Check(
    "host-is-accepted",
    Link.GUARD,
    "Ollama takes requests for {server} under that name",
    ids=("A31", "A34"),
    needs=("it-is-ollama",),
)
_REWRITES = (
    ((".ngrok", "ngrok"), "ngrok", 'ngrok http 11434 --host-header="localhost:11434"'),
    ((".trycloudflare.com", "cloudflare"), "cloudflared",
     'cloudflared tunnel --url http://localhost:11434 --http-host-header="localhost:11434"'),
)  # fmt: skip


def run(facts: Facts) -> Finding:
    server = facts.server
    if not server.server.is_ollama and not server.identified:
        return passed("it need not be Ollama")
    answer = known(server.version_answer)
    if not answer.status:
        raise CannotTell(f"GET /api/version is not answered: {answer.line}")
    host = server.server.address.host
    if not is_guards_own(answer):
        return passed(f"it answers under the name {host}", [f"GET /api/version: {answer.line}"])
    as_local = known(server.local_host)
    evidence = [
        f"GET /api/version, Host {host}: {_told(answer)}",
        f"the same with Host localhost:11434: {_told(as_local)}",
    ]
    if as_local.status != 200:
        summary = f"something refuses every request for {host} with 403 and without a word"
        return failed(
            "A34", summary, [*evidence, *quoted(answer, "server")], [Fix("ask whoever runs what is in front of Ollama")]
        )
    summary = f"Ollama refuses the name {host} (403): bound to loopback, it takes only names of its own machine"
    return failed("A31", summary, evidence, list(_fixes(facts, host, answer)))


def _told(answer: Answer) -> str:
    return f"{answer.status}, empty body" if not answer.body else shown(answer)


def _fixes(facts: Facts, host: str, answer: Answer) -> Iterator[Fix]:
    front = f"{host} {answer.headers.get('server', '')}".lower()
    if facts.server.server.origin.kind == "configuration":
        where = facts.server.server.origin.where
        rewrite = "urlRewrite: {authority: {full: localhost:11434}}"
        yield Fix(f"for {where}: let the route call it `localhost:11434` (`{rewrite}`)")
    for signs, tool, command in _REWRITES:
        if any(sign in front for sign in signs):
            yield Fix(f"start {tool} so that it changes the name", (command,), "elsewhere")
    if facts.server.is_here:
        port = facts.server.server.address.port
        yield instead(facts, f"http://localhost:{port}", "call it by a name of its own machine")
    elif not is_ip(host) or "nginx" in front:
        yield Fix("in nginx: `proxy_set_header Host localhost:11434;`; in other proxies the like", (), "elsewhere")
    if is_ip(host) and not facts.server.is_here:
        yield Fix(
            "let what passes the port on (tailscale serve, a tunnel) send the Host `localhost:11434`", (), "elsewhere"
        )
