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

from agwctl.config.backend import AiBackend, AiGroup, NamedBackend, RouteBackend
from agwctl.config.llm import LlmModel
from agwctl.config.virtual_model import VirtualModel
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.rule import LintContext

META = Code("AGW605", "failover-without-eviction", Severity.WARNING, "a failover that never happens")
IDS = ()

HINT = "give them health: {eviction: {consecutiveFailures: 2, duration: 30s}}"


def check(ctx: LintContext) -> Iterator[Finding]:
    if not ctx.is_whole:
        return
    for ai in ctx.each(AiBackend):
        owner = ctx.above(ai, RouteBackend) or ctx.above(ai, NamedBackend)
        if ai.groups is not None and len(ai.groups) > 1 and not is_ejected(ai.groups[0], ai, owner):
            yield Finding(
                META,
                ai.key_node("groups"),
                "only the first group is ever used: without health.eviction its providers are never given up",
                HINT,
            )
    yield from _virtual_models(ctx)


def is_ejected(group: AiGroup, *around: AiBackend | RouteBackend | NamedBackend | None) -> bool:
    """Whether a provider of a group, or what stands around it, has `health.eviction`."""
    policies = [owner.policies for owner in (*around, *group.providers) if owner is not None]
    return any(each is not None and each.health is not None and each.health.eviction is not None for each in policies)


def _virtual_models(ctx: LintContext) -> Iterator[Finding]:
    llm = ctx.config.llm
    if llm is None or llm.providers:
        return  # a provider may have what its models lack
    ejected = {
        model.name for model in ctx.each(LlmModel) if model.health is not None and model.health.eviction is not None
    }
    for virtual in ctx.each(VirtualModel):
        failover = virtual.routing.failover
        names = [target.model for target in failover.targets] if failover is not None else []
        if len(names) > 1 and not ejected.intersection(names):
            yield Finding(
                META,
                virtual.routing.key_node("failover"),
                "only the target of the first priority is ever used: without health.eviction it is never given up",
                HINT.replace("them", "its models"),
            )
