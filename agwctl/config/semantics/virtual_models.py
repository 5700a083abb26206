"""Virtual models: each has one way to choose, and targets that exist."""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.decoding import Decoding
from agwctl.config.llm import Llm
from agwctl.config.semantics.places import part
from agwctl.config.suggest import nearest
from agwctl.config.virtual_model import ConditionalTarget, FailoverTarget, Routing, VirtualModel, WeightedTarget
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Label

__all__ = ["check"]

_Target = ConditionalTarget | FailoverTarget | WeightedTarget


def check(llm: Llm, to: Decoding) -> None:
    """Reports virtual models that cannot choose, and targets that no model answers to."""
    for virtual in llm.virtual_models or ():
        routing = part(virtual, "routing")
        if part(virtual, "name") is None or routing is None:
            continue
        _check_strategy(virtual, routing, to)
        models = part(llm, "models")
        if models is not None and all(part(model, "name") is not None for model in models):
            _check_targets(llm, routing, to)


def _check_strategy(virtual: VirtualModel, routing: Routing, to: Decoding) -> None:
    given = routing.given()
    if len(given) != 1:
        if to.is_sound(routing):
            message = f"virtual model {virtual.name} must specify exactly one routing strategy"
            labels = tuple(Label(routing.key_node(name), "given here") for name in given)
            node = routing.node() if not given else routing.key_node(given[1])
            hint = "give one of weighted, failover, conditional" if not given else "keep one of them"
            to.report(codes.BAD_VIRTUAL_MODEL, node, message, hint, labels[:1])
        return
    strategy = routing.__dict__[given[0]]
    targets = part(strategy, "targets")
    if targets == [] and to.is_sound(strategy):
        message = f"virtual model {virtual.name} must specify at least one {given[0]} target"
        to.report(codes.BAD_VIRTUAL_MODEL, strategy.node("targets"), message, "add {model: NAME}")
    for target in (targets or [])[:-1] if routing.conditional else ():
        if target.when is None and to.is_sound(target):
            message = f"virtual model {virtual.name} conditional fallback target must be last"
            hint = "give it a condition: when, or move it to the end"
            to.report(codes.BAD_VIRTUAL_MODEL, target.node(), message, hint)


def _check_targets(llm: Llm, routing: Routing, to: Decoding) -> None:
    names = [model.name for model in llm.models]
    exact, patterns = set(names), [name for name in names if "*" in name]
    for target in _targets(routing):
        name = part(target, "model")
        if name is None or name in exact or any(_answers(pattern, name) for pattern in patterns):
            continue
        meant = nearest(name, tuple(names))
        hint = f"did you mean '{meant}'?" if meant else f"models here: {', '.join(names)}" if names else "add a model"
        message = f"virtual model target {name} does not match any llm.models entry"
        to.report(codes.UNKNOWN_MODEL, target.node("model"), message, hint)


def _targets(routing: Routing) -> Iterator[_Target]:
    for name in routing.given():
        yield from part(routing.__dict__[name], "targets") or ()


def _answers(pattern: str, name: str) -> bool:
    """Whether a pattern with one `*` at its start or end stands for a name."""
    if pattern.startswith("*"):
        return name.endswith(pattern[1:])
    return pattern.endswith("*") and name.startswith(pattern[:-1])
