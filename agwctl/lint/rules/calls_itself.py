"""The gateway sends requests to itself.

What it does: finds upstreams at the very port, on this machine, on which their requests come in.

Why: a request comes back to the same route, is sent on again, and so forth, until everything waits for everything.
With port 11434 Ollama cannot even start beside the gateway.

Example:

    binds:
    - port: 11434
      listeners:
      - routes:
        - backends:
          - ai: {name: ollama, hostOverride: "localhost:11434", provider: {openAI: {}}}

Use instead: another port for the gateway; clients then use http://localhost:4000.

    binds:
    - port: 4000
      listeners:
      - routes:
        - backends:
          - ai: {name: ollama, hostOverride: "localhost:11434", provider: {openAI: {}}}
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.llm import LlmModel
from agwctl.config.match import RouteMatch
from agwctl.config.names import OLLAMA_PORT
from agwctl.config.route import Route
from agwctl.config.this_machine import is_here
from agwctl.diagnostics.diagnostic import Code, Finding, Label, Severity
from agwctl.lint.ports import DataPort, data_ports
from agwctl.lint.rule import LintContext
from agwctl.lint.upstreams import Upstream, upstreams

META = Code("AGW612", "calls-itself", Severity.ERROR, "a gateway that sends requests to itself")
IDS = ("E14",)


def check(ctx: LintContext) -> Iterator[Finding]:
    ports = {port.number: port for port in data_ports(ctx)}
    free = next(number for number in (4000, 3000, 8080, *range(4001, 4100)) if number not in ports)
    for upstream in upstreams(ctx):
        port = ports.get(upstream.port)
        if port is None or not is_here(upstream.host) or not _comes_in(port, upstream):
            continue
        second = ": 11434 is also Ollama's own port, so only one of the two can start" * (port.number == OLLAMA_PORT)
        yield Finding(
            META,
            upstream.node,
            f"the gateway itself listens on port {port.number} and would call itself{second}",
            f"give the gateway another port, such as {free}; clients then use http://localhost:{free}",
            (Label(port.node, "the gateway listens here"),),
        )


def _comes_in(port: DataPort, upstream: Upstream) -> bool:
    """Whether requests for the upstream come in at a port, and what comes back would go there again."""
    if isinstance(upstream.owner, LlmModel):
        return any(entrance.llm is not None for entrance in port.entrances)
    is_served = any(route is upstream.owner for entrance in port.entrances for route in entrance.routes)
    return is_served and (upstream.is_llm or _takes_all(upstream.owner))


def _takes_all(route: Route) -> bool:
    """Whether a route takes what it sends: it changes nothing and asks for nothing."""
    if route.policies is not None and route.policies.url_rewrite is not None:
        return False
    return not route.hostnames and any(map(_fits_all, route.matches))


def _fits_all(match: RouteMatch) -> bool:
    is_prefix = match.path.which == "path_prefix" and not (match.path.path_prefix or "").strip("/")
    return is_prefix and match.method is None and not match.headers and not match.query
