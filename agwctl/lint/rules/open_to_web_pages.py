"""Web pages may use the models on this machine.

What it does: finds `cors` with `allowOrigins: ["*"]` in front of models for which no credential is needed.

Why: a browser asks nobody before a page sends requests to localhost or to the local network; CORS is what keeps the
page from it. With any origin allowed, every page that somebody opens may use the models and read the answers.

Example:

    routes:
    - policies:
        cors: {allowOrigins: ["*"]}
      backends:
      - ai: {name: ollama, hostOverride: "localhost:11434", provider: {openAI: {}}}

Use instead: the origins of the pages that are meant.

    routes:
    - policies:
        cors: {allowOrigins: ["http://localhost:5173"]}
      backends:
      - ai: {name: ollama, hostOverride: "localhost:11434", provider: {openAI: {}}}
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.cors import Cors
from agwctl.config.llm_backends import ollama_hosts
from agwctl.config.model import Model
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.llm import ai_places, routes_of
from agwctl.lint.ports import checks_clients, data_ports
from agwctl.lint.rule import LintContext
from agwctl.lint.rules.any_origin import any_origin
from agwctl.source.node import Node

META = Code("AGW509", "open-to-web-pages", Severity.INFO, "models that any web page may use")
IDS = ()


def check(ctx: LintContext) -> Iterator[Finding]:
    models = {id(route) for route in routes_of(ai_places(ctx))} | {id(host.route) for host in ollama_hosts(ctx)}
    told: set[int] = set()
    for port in data_ports(ctx):
        for entrance in port.entrances:
            if checks_clients(*entrance.policies):
                continue
            reached: list[Model | None] = [route.policies for route in entrance.routes if id(route) in models]
            reached = [policies for policies in reached if not checks_clients(policies)]
            around = entrance.policies if reached or entrance.llm is not None else ()
            for policies in (*around, *reached):
                node = _any_page(policies)
                if node is not None and id(node) not in told:
                    told.add(id(node))
                    yield Finding(
                        META,
                        node,
                        "any web page that somebody opens may use these models and read the answers",
                        'name the origins that are meant, such as ["http://localhost:5173"]',
                    )


def _any_page(policies: Model | None) -> Node | None:
    """The `*`, unless it is worse than that because credentials are allowed as well."""
    cors: Cors | None = getattr(policies, "cors", None)
    return None if cors is None or cors.allow_credentials else any_origin(cors)
