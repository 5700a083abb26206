"""The disk of the server's models has room."""

from __future__ import annotations

import re

from agwctl.doctor.check import Check, Finding, Fix, Link, failed, not_needed, passed, warned
from agwctl.doctor.evidence.texts import tell, trace
from agwctl.doctor.evidence.wanted import wanted
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.hardware import Store
from agwctl.doctor.fixes.models import remove
from agwctl.doctor.fixes.service import restart
from agwctl.doctor.fixes.store import larger_disk, own_store
from agwctl.models.figures import size
from agwctl.models.size_class import shape_by_name

__all__ = ["META", "run"]

META = Check(
    "store-has-room",
    Link.MODEL,
    "the disk of the models of {server} has room",
    ids=("B16",),
    needs=(
        "it-is-ollama",
        "host-is-accepted",
    ),
    matters=False,
)

_FULL = re.compile(r"no space left on device|not enough (?:disk )?space|disk quota exceeded", re.IGNORECASE)
_BROKEN_OFF = re.compile(r"Error: EOF\s*$", re.IGNORECASE)
_ROOM = 10**9
"""Bytes with which a disk counts as full: the smallest models that chat have about as many."""
_PLENTY = 20 * 10**9
"""Bytes with which a disk is not full for most models."""
_NEEDED = 1.1
"""Beside the model what it unpacks, and what else is written to that disk."""


def run(facts: Facts) -> Finding:
    store = own_store(facts)
    free = store.free if store is not None else None
    seen = [f"{store.path}: {size(free)} free"] if store is not None and free is not None else []
    if (found := trace(facts, _FULL)) is not None:
        return tell(found, failed("B16", "the disk was full", seen, _after(facts, free)))
    if (found := trace(facts, _BROKEN_OFF)) is not None and free is not None and free < _ROOM:
        return tell(found, failed("B16", "a pull broke off on a full disk", seen, _make_room(facts, restarted=True)))
    if found is not None and found.is_pasted:
        why = "a pull broke off at once: probably the disk was full once, and the server has to be restarted since"
        return tell(found, failed("B16", why, seen, [restart(facts)]))
    if store is None or free is None:
        return not_needed("the disk of its models is not here to be looked at")
    return _enough(facts, store, free, seen)


def _enough(facts: Facts, store: Store, free: int, seen: list[str]) -> Finding:
    for one in wanted(facts):
        shape = shape_by_name(one.name) if one.entry is None and not one.is_cloud else None
        if shape is not None and shape.weights * _NEEDED > free:
            needed = f"{one.name} needs about {size(int(shape.weights * _NEEDED))}"
            return warned("B16", f"{needed}, and {store.path} has {size(free)} free", seen, _make_room(facts))
    if free < _ROOM:
        return warned("B16", f"the disk of {store.path} is as good as full: {size(free)} free", seen, _make_room(facts))
    return passed(f"{store.path} has {size(free)} free")


def _after(facts: Facts, free: int | None) -> list[Fix]:
    """What is to be done once a disk was full: where it has room again, nothing has to go."""
    if free is None or free < _PLENTY:
        return _make_room(facts, restarted=True)
    return [restart(facts)._replace(title=f"{size(free)} are free now: restart Ollama, and pull the model again")]


def _make_room(facts: Facts, *, restarted: bool = False) -> list[Fix]:
    """After a full disk Ollama is to be restarted, too: until then pulls break off."""
    asked = {one.entry.name for one in wanted(facts) if one.entry is not None}
    local = [each for each in known_or(facts.server.tags, ()) if not each.remote_model and each.name not in asked]
    largest = max(local, key=lambda each: each.size, default=None)
    if largest is None:
        return [larger_disk(facts)]
    taken = f"the largest that nobody asks for is {largest.name} ({size(largest.size)})"
    fix = remove(facts, largest.name)._replace(title=f"remove what is not needed; {taken}")
    again = restart(facts).commands if restarted else ()
    return [fix._replace(commands=(*fix.commands, *again)), larger_disk(facts)]
