"""What must hold between parts of a scenario that are right by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agwctl.config.decoding import Decoding
from agwctl.config.suggest import nearest
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Label
from agwctl.ollama.name import parse
from agwctl.ollama.scenario.document import LibraryEntry, Scenario
from agwctl.ollama.scenario.faults import ModelFault, PathFault
from agwctl.ollama.scenario.models import ModelEntry, Reply
from agwctl.source.node import Node, Sequence

__all__ = ["check"]


def check(scenario: Scenario, to: Decoding) -> None:
    """Reports what does not fit together; what is not understood is left alone."""
    for entries, field in ((scenario.models, "models"), (scenario.library, "library")):
        _each_once(list(_named(entries or (), scenario.node(field))), to)
    models = [entry for entry in scenario.models or () if isinstance(entry, ModelEntry) and "name" in entry.given()]
    _origins(scenario, models, to)
    for model in models:
        _within_capabilities(model, to)
        _replies(model, to)
        _lasting(model.faults, to)
    _paths(scenario.faults, to)


def _key(name: str) -> str:
    parsed = parse(name)
    return parsed.key if parsed else name


def _named(entries: Iterable[ModelEntry | LibraryEntry | str], node: Node) -> Iterator[tuple[str, Node]]:
    """The names of a list with the nodes that they stand at."""
    for entry in entries:
        if not isinstance(entry, str) and "name" in entry.given():
            yield entry.name, entry.node("name")
    given = [entry for entry in entries if isinstance(entry, str)]
    items = node.items if isinstance(node, Sequence) else []
    for name in given:
        found = next((item for item in items if getattr(item, "text", None) == name), None)
        if found is not None:
            items = [item for item in items if item is not found]
            yield name, found


def _each_once(named: list[tuple[str, Node]], to: Decoding) -> None:
    first: dict[str, Node] = {}
    for name, node in sorted(named, key=lambda item: item[1].start):
        key = _key(name)
        if key in first:
            label = Label(first[key], "given here first")
            message = f"`{name}` is there already; a name without a tag means `latest`, and case does not count"
            to.report(codes.MODEL_TWICE, node, message, "give it another name or tag, or take it out", (label,))
        first.setdefault(key, node)


def _origins(scenario: Scenario, models: list[ModelEntry], to: Decoding) -> None:
    """Models that are made from others."""
    names = [entry for entry in scenario.models or () if isinstance(entry, str)] + [model.name for model in models]
    known = {_key(name) for name in names}
    parents = {_key(model.name): _key(model.from_ or "") for model in models}
    for model in models:
        if model.from_ is None:
            continue
        if _key(model.from_) not in known:
            meant = nearest(model.from_, tuple(names))
            hint = f"did you mean '{meant}'?" if meant else "add that model to `models`"
            to.report(codes.UNKNOWN_MODEL, model.node("from_"), f"there is no model `{model.from_}` here", hint)
        elif _leads_back(_key(model.name), parents):
            message = f"`{model.name}` is made from itself"
            to.report(codes.UNKNOWN_MODEL, model.node("from_"), message, "name the model that was there first")


def _leads_back(name: str, parents: dict[str, str]) -> bool:
    at, seen = parents.get(name), set[str]()
    while at is not None and at not in seen:
        if at == name:
            return True
        seen.add(at)
        at = parents.get(at)
    return False


def _within_capabilities(model: ModelEntry, to: Decoding) -> None:
    """What a model is to say must be something that it can do; without `capabilities`, or half of it, nobody knows."""
    if model.capabilities is None or _length(model.node("capabilities")) != len(model.capabilities):
        return
    if "completion" not in model.capabilities:
        for field in ("replies", "template", "system"):
            if getattr(model, field):
                message = f"`{field}`: `{model.name}` has no capability `completion`, so it says nothing"
                to.report(codes.BEYOND_CAPABILITY, model.key_node(field), message, "add it, or take this out")
        return
    for reply in model.replies:
        for field, needed in (("call", "tools"), ("think", "thinking")):
            if getattr(reply, field) is not None and needed not in model.capabilities:
                message = f"`{field}`: `{model.name}` has no capability `{needed}`"
                hint = f"add {needed} to its capabilities, or take this out"
                to.report(codes.BEYOND_CAPABILITY, reply.key_node(field), message, hint)


def _length(node: Node) -> int:
    return len(node.items) if isinstance(node, Sequence) else 0


def _replies(model: ModelEntry, to: Decoding) -> None:
    """Of two replies to the same questions the second one is never given, unless the first one only calls."""
    seen: list[Reply] = []
    for reply in model.replies:
        if not to.is_sound(reply) or any(reply.mistakes()):
            continue
        before = next((each for each in seen if _takes_all(each, reply)), None)
        if before is not None:
            why = "answers every question" if before.match is None else "has the same `match`"
            label = Label(before.node(), f"this one {why}")
            hint = "put it before that one" if before.match is None else "keep one of them"
            to.report(codes.REPLY_UNREACHABLE, reply.node(), "this reply is never given", hint, (label,))
        seen.append(reply)


def _takes_all(first: Reply, second: Reply) -> bool:
    """Whether no question is left for the second one."""
    if first.only_calls and not second.only_calls:
        return False
    return first.match is None or (second.match is not None and first.match.pattern == second.match.pattern)


def _lasting(faults: list[ModelFault], to: Decoding) -> None:
    """Behind a fault that never ends no other one comes up."""
    lasting: ModelFault | None = None
    for fault in faults:
        if lasting is not None:
            label = Label(lasting.node(), "this one never ends")
            message = "this fault never strikes: the first one counts, while it lasts"
            hint = "give the earlier one `times`, or take one of them out"
            to.report(codes.FAULT_UNREACHABLE, fault.node(), message, hint, (label,))
        elif fault.lasts:
            lasting = fault


def _paths(faults: list[PathFault], to: Decoding) -> None:
    lasting: list[PathFault] = []
    for fault in faults:
        if not to.is_sound(fault) or any(fault.mistakes()):
            continue
        before = next((each for each in lasting if _covers(each, fault)), None)
        if before is not None:
            label = Label(before.node(), "this one takes all of its requests")
            hint = "put it before that one, or give that one `times`"
            to.report(codes.FAULT_UNREACHABLE, fault.node(), "this fault never strikes", hint, (label,))
        if fault.lasts:
            lasting.append(fault)
        _served(fault, to)


def _covers(wide: PathFault, narrow: PathFault) -> bool:
    if wide.method not in (None, "*", narrow.method):
        return False
    return wide.path == narrow.path or (wide.path.endswith("*") and narrow.path.startswith(wide.path[:-1]))


def _served(fault: PathFault, to: Decoding) -> None:
    """A fault on a path that nobody asks for is probably misspelt."""
    if fault.path != "*" and not fault.path.startswith("/"):
        meant = f"/{fault.path}"
        message = f"this fault never strikes: a path begins with a slash, not `{fault.path[:1]}`"
        to.report(codes.FAULT_UNREACHABLE, fault.node("path"), message, f"write {meant}")
