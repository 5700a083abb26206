"""A failover that never happens.

What it does: finds providers in several `groups` of an `ai` backend, and `failover` targets of a virtual model, of
which the first have no `health.eviction`.

Why: the groups are priorities, and the next one is used only when every provider of the one before is ejected.
Nothing is ever ejected without `health.eviction`: all requests go to the first machine, dead or alive.

Example:

    ai:
      groups:
      - providers:
        - {name: near, hostOverride: "localhost:11434", provider: {openAI: {}}}
      - providers:
        - {name: far, hostOverride: "192.168.1.100:11434", provider: {openAI: {}}}

Use instead:

    ai:
      groups:
      - providers:
        - name: near
          hostOverride: localhost:11434
          provider: {openAI: {}}
          policies: {health: {eviction: {consecutiveFailures: 2, duration: 30s}}}
      - providers:
        - {name: far, hostOverride: "192.168.1.100:11434", provider: {openAI: {}}}
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.backend import AiBackend, NamedBackend, RouteBackend
from agwctl.config.llm import LlmModel
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.nodes import at, given, items, scalar
from agwctl.lint.rule import LintContext
from agwctl.source.node import Mapping, Node

META = Code("AGW605", "failover-without-eviction", Severity.WARNING, "a failover that never happens")
IDS = ()

HINT = "give them health: {eviction: {consecutiveFailures: 2, duration: 30s}}"


def check(ctx: LintContext) -> Iterator[Finding]:
    for ai in ctx.each(AiBackend):
        groups = list(items(given(ai, "groups")))
        owner = ctx.above(ai, RouteBackend) or ctx.above(ai, NamedBackend) or ai
        if len(groups) > 1 and not is_ejected(groups[0], ai.node(), owner.node()):
            yield Finding(
                META,
                ai.key_node("groups"),
                "only the first group is ever used: without health.eviction its providers are never given up",
                HINT,
            )
    yield from _virtual_models(ctx)


def is_ejected(group: Node, *around: Node) -> bool:
    """Whether a provider of a group, or what stands around it, has `health.eviction`."""
    nodes = [*around, *items(at(group, "providers"))]
    return any(at(node, "policies", "health", "eviction") is not None for node in nodes)


def _virtual_models(ctx: LintContext) -> Iterator[Finding]:
    llm = ctx.config.llm
    ejected = {model.name for model in ctx.each(LlmModel) if at(given(model, "health"), "eviction") is not None}
    shared = given(llm, "providers") is not None
    for virtual in items(given(llm, "virtual_models")):
        routing = at(virtual, "routing")
        targets = list(items(at(routing, "failover", "targets")))
        names = [scalar(at(target, "model")) for target in targets]
        if isinstance(routing, Mapping) and len(names) > 1 and not shared and not ejected.intersection(names):
            yield Finding(
                META,
                routing.first("failover"),
                "only the target of the first priority is ever used: without health.eviction it is never given up",
                HINT.replace("them", "its models"),
            )
