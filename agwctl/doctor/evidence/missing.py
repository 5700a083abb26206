"""Why a model that is wanted is not there, and what to do: the name is nearly right, or it was never pulled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from agwctl.doctor.check import Fix
from agwctl.doctor.evidence.wanted import Wanted
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.hardware import NOTHING_KNOWN, Store
from agwctl.doctor.fixes.models import copy, pull
from agwctl.doctor.fixes.store import own_store, use_store
from agwctl.model_library import default_size, size_in, unknown_tag
from agwctl.model_name import same_model
from agwctl.models.nearest import SPELT_ALIKE, Near, nearest, of_a_vendor
from agwctl.models.verdict import find
from agwctl.ollama.name import parse

__all__ = ["Missing", "described", "missing", "other_stores"]

_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Missing:
    """A name that the server does not know."""

    id: str
    why: str
    """What follows "NAME is not there: "."""
    fixes: tuple[Fix, ...] = ()


def missing(facts: Facts, one: Wanted) -> Missing:
    """The likeliest cause."""
    causes: tuple[Callable[[Facts, Wanted], Iterator[Missing]], ...] = (
        _no_name, _behind_a_prefix, _a_vendors, _in_another_store, _no_such_tag, _nearly, _spelt_alike,
    )  # fmt: skip
    return next((found for cause in causes for found in cause(facts, one)), _not_pulled(facts, one))


def other_stores(facts: Facts) -> list[Store]:
    """Folders of this machine with models in them that are not the server's; empty when its own has some."""
    own, stores = own_store(facts), known_or(facts.hardware, NOTHING_KNOWN).stores
    return [store for store in stores if store.models and store != own] if own is not None else []


def _no_name(facts: Facts, one: Wanted) -> Iterator[Missing]:
    if parse(one.name) is None:
        form = "Ollama takes letters, digits, _ - . in the form [host/][namespace/]model[:tag]"
        yield Missing("B01", f"it is no name of a model: {form}", (Fix(f"correct the name {_at(one)}"),))


def _behind_a_prefix(facts: Facts, one: Wanted) -> Iterator[Missing]:
    for near in _near(facts, one):
        if near.why.startswith("without the prefix"):
            name, prefix = near.name.removesuffix(":latest"), one.name.partition("/")[0]
            fix = Fix(f"write {name} {_at(one)}, or let the client take {prefix}/ off before it sends the name")
            yield Missing("B05", f"{prefix}/ is a client's prefix, which Ollama takes for a part of the name", (fix,))


def _a_vendors(facts: Facts, one: Wanted) -> Iterator[Missing]:
    if of_a_vendor(one.name):
        own = [each for each in known_or(facts.server.tags, ()) if not each.remote_model]
        here = next((each.name for each in sorted(own, key=lambda each: not each.talks)), None)
        fixes = [Fix(f"name a model that is there{f', such as {here},' if here else ''} {_at(one, 'in the client')}")]
        fixes += [copy(facts, here, one.name)] if here else []
        yield Missing("B06", "it is a vendor's model, which a client takes when none is set in it", tuple(fixes))


def _in_another_store(facts: Facts, one: Wanted) -> Iterator[Missing]:
    """Another Ollama of this machine has it, or this one has nothing where another folder is full."""
    for each in known_or(facts.server.nearby, ()):
        if each.version is not None and any(same_model(name, one.name) for name in each.models or ()):
            there = each.dial.authority
            fixes = (Fix(f"point the caller to {there}, which has it"), pull(facts, one.name))
            yield Missing("B19", f"another Ollama of this machine, on {there}, has it", fixes)
    if not known_or(facts.server.tags, ()):
        for store in other_stores(facts):
            why = f"this Ollama has no models, but {described(store)}"
            yield Missing("B19", why, (*use_store(facts, store), pull(facts, one.name)))


def _no_such_tag(facts: Facts, one: Wanted) -> Iterator[Missing]:
    unknown = unknown_tag(one.name)
    if unknown is not None:
        sizes = " and ".join(filter(None, [", ".join(unknown.sizes[:-1]), unknown.sizes[-1]]))
        fixes = [pull(facts, unknown.instead)]
        fixes += [Fix(f"write {near.name} {_at(one)}, which is there") for near in _near(facts, one)[:1]]
        yield Missing("B03", f"{unknown.family} comes in {sizes}, not in {unknown.size}", tuple(fixes))


def _nearly(facts: Facts, one: Wanted) -> Iterator[Missing]:
    """The same model under another tag, or in another namespace."""
    for near in _near(facts, one):
        if near.why == SPELT_ALIKE:
            continue
        name = near.name.removesuffix(":latest")
        use = Fix(f"write {name} {_at(one)}")
        if "namespace" in near.why:
            yield Missing("B04", f"{near.name} is there, of {near.why}", (use, pull(facts, one.name)))
        elif "digest" in near.why or _is_default(near.name, one.name):
            why = f"{near.name} is {'' if 'digest' in near.why else 'probably '}the same model under another tag"
            yield Missing("B02", why, (use, copy(facts, near.name, one.name)))
        else:
            why = f"{near.name} is there, and another tag is another model"
            yield Missing("B02", why, (use, pull(facts, one.name)))


def _spelt_alike(facts: Facts, one: Wanted) -> Iterator[Missing]:
    for near in _near(facts, one):
        fixes = (Fix(f"write {near.name} {_at(one)}"), pull(facts, one.name))
        yield Missing("B01", f"{near.name} is there, which is spelt alike", fixes)


def _not_pulled(facts: Facts, one: Wanted) -> Missing:
    others = [
        each.server.address.authority
        for each in facts.servers
        if each.server != facts.server.server and find(one.name, known_or(each.tags, ())) is not None
    ]
    why = f"it was not pulled there; {' and '.join(others)} has it" if others else "it was not pulled there"
    return Missing("B01", why, (pull(facts, one.name),))


def _near(facts: Facts, one: Wanted) -> tuple[Near, ...]:
    elsewhere = (find(one.name, known_or(each.tags, ())) for each in facts.servers)
    digest = next((entry.digest for entry in elsewhere if entry is not None), None)
    return nearest(one.name[:_SHOWN], known_or(facts.server.tags, ()), digest)


def _is_default(there: str, wanted: str) -> bool:
    """Whether one of two names of a family is `latest` and the other the size that this stands for."""
    sizes = {size_in(name) or default_size(name.partition(":")[0]) for name in (there, wanted)}
    bare = {name.partition(":")[2] for name in (there, wanted)}
    return len(sizes) == 1 and bool(bare & {"", "latest"}) and bare <= {"", "latest", *map(str, sizes)}


def described(store: Store) -> str:
    """What it holds, for a sentence."""
    count = f"{store.models} model{'' if store.models == 1 else 's'}"
    return f"{store.path} holds {count}{f' of the user {store.owner}' if store.owner else ''}"


def _at(one: Wanted, otherwise: str = "where it is asked for") -> str:
    return otherwise if one.where.startswith("--") else f"at {one.where}"
