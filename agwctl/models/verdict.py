"""What the facts of a server say about a model that somebody wants."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from agwctl.model_name import full_name, same_model
from agwctl.models.configured import Use
from agwctl.models.nearest import MOST, SPELT_ALIKE, Near, nearest, of_a_vendor
from agwctl.ollama.address import DEFAULT_PORT, Address
from agwctl.ollama.name import parse
from agwctl.ollama.replies import Listed, Shown

if TYPE_CHECKING:
    from agwctl.ollama.failures import StatusError  # loads OpenSSL

__all__ = ["CAPABILITIES", "Checked", "Facts", "FitOf", "State", "Wanted", "find", "judge", "too_old"]


CAPABILITIES = ("completion", "tools", "insert", "vision", "embedding", "thinking", "image", "audio")
"""Ollama's words for what a model can do. Source: ollama types/model/capability.go."""


class State(StrEnum):
    """What became of a check."""

    OK = "ok"
    MISSING = "missing"
    UNABLE = "unable"
    """It is there, but cannot do what it is wanted for."""
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    """Nobody said that it was Ollama, and it is not."""


class Wanted(NamedTuple):
    """A model, where it is wanted, and what for."""

    server: Address
    name: str | None
    """None: whatever clients ask for."""
    clients: str = ""
    """What clients, or the configuration, call it."""
    where: str = ""
    """`FILE:LINE:COLUMN`, when a configuration names it."""
    uses: frozenset[Use] = frozenset()
    needs: tuple[str, ...] = ()
    """Capabilities in Ollama's words."""
    is_ollama: bool = True


class Facts(NamedTuple):
    """What a server tells of itself and of the models that are wanted."""

    version: str
    models: tuple[Listed, ...]
    shown: Mapping[str, Shown | StatusError] = MappingProxyType({})
    """By the name as it is wanted."""
    loaded: frozenset[str] = frozenset()
    """The digests of the models that are in memory."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One line of the result."""

    wanted: Wanted
    state: State
    reasons: tuple[str, ...] = ()
    fix: str = ""
    present: bool | None = None
    nearest: tuple[Near, ...] = ()
    capabilities: tuple[str, ...] = ()
    fits: str = "unknown"
    """yes, no or unknown."""


FitOf = Callable[[Address, Listed, Shown], tuple[str, str]]
"""`yes`, `no` or `unknown` for a model on a server, and why."""


def judge(
    wanted: Wanted, facts: Facts, others: dict[Address, Facts] | None = None, fit_of: FitOf | None = None
) -> Checked:
    """What a server's facts say about a model; `others` are the servers beside it."""
    name = wanted.name
    if name is None:
        return Checked(wanted, State.OK, (f"whatever clients ask for: {_count(facts.models)}",))
    entry = find(name, facts.models)
    elsewhere = {server: other for server, its in (others or {}).items() if (other := find(name, its.models))}
    if entry is None:
        return _missing(wanted, name, facts, elsewhere)
    wanted_there = {server for server, its in (others or {}).items() if name in its.shown}
    drift = tuple(_drift(entry, {server: elsewhere[server] for server in elsewhere.keys() & wanted_there}))
    shown = facts.shown.get(name)
    if not isinstance(shown, Shown):
        return _not_shown(wanted, shown, drift)
    # What is loaded fits, however little is left beside it.
    free = fit_of if fit_of is not None else _not_known
    fits, why = ("yes", "") if entry.digest in facts.loaded else free(wanted.server, entry, shown)
    remarks = (*drift, why) if why else drift
    found = Checked(wanted, State.OK, remarks, present=True, capabilities=shown.capabilities, fits=fits)
    for reason in too_old(shown, facts.version):
        return replace(found, state=State.UNABLE, reasons=(reason, *remarks), fix="install a newer Ollama there")
    return _by_capability(found, facts)


def _not_known(server: Address, entry: Listed, shown: Shown) -> tuple[str, str]:
    return "unknown", ""


def _missing(wanted: Wanted, name: str, facts: Facts, elsewhere: dict[Address, Listed]) -> Checked:
    if _is_cloud(name):
        reason = "a model of Ollama's cloud: what it can do is not asked"
        return Checked(wanted, State.UNKNOWN, (reason,), present=None)
    if parse(name) is None:
        reason = "no name of a model: Ollama takes letters, digits, _ - . and the form [host/][namespace/]model[:tag]"
        return Checked(wanted, State.MISSING, (reason,), "correct the name", present=False)
    digest = next((entry.digest for entry in elsewhere.values()), None)
    near = nearest(name, facts.models, digest)
    reasons = [f"not there ({_count(facts.models)})"]
    if of_a_vendor(name):
        reasons.append("a default that clients have built in")
    if near:
        reasons.append("nearest: " + ", ".join(f"{each.name} ({each.why})" for each in near))
    reasons += [f"{server.authority} has it" for server in elsewhere]
    return Checked(wanted, State.MISSING, tuple(reasons), _fix(wanted, name, near), present=False, nearest=near)


def _fix(wanted: Wanted, name: str, near: tuple[Near, ...]) -> str:
    what = "in the configuration" if wanted.where else "instead"
    if near and ("prefix" in near[0].why or of_a_vendor(name)):
        return f"write {near[0].name.removesuffix(':latest')} {what}"
    if of_a_vendor(name):
        return "name a model that is there, in the client or in the configuration"
    server = wanted.server
    where = "" if server.port == DEFAULT_PORT and server.host in ("127.0.0.1", "localhost") else f" -H {server.url}"
    pull = f"agwctl models pull {name}{where}"
    # A slip of the pen is nothing to pull.
    return f"write {near[0].name} {what}, or: {pull}" if near and near[0].why == SPELT_ALIKE else pull


def _drift(entry: Listed, elsewhere: dict[Address, Listed]) -> Iterator[str]:
    for server, other in elsewhere.items():
        if other.digest != entry.digest:
            yield f"not the same as on {server.authority}: {entry.digest[:12]} here, {other.digest[:12]} there"


def _not_shown(wanted: Wanted, error: StatusError | None, drift: tuple[str, ...]) -> Checked:
    """It is listed, but the server does not describe it."""
    state = State.UNABLE if error is not None and error.status in (401, 403) else State.UNKNOWN
    reason = f"Ollama does not describe it: {error.text if error is not None else 'no answer'}"
    return Checked(wanted, state, (reason, *drift), error.hint or "" if error is not None else "", present=True)


def too_old(shown: Shown, version: str) -> Iterator[str]:
    """Why a server cannot run a model that was made for newer ones."""
    has, needs = _numbers(version), _numbers(shown.requires)
    # Ollama built from source calls itself 0.0.0.
    if needs and any(has) and has < needs:
        yield f"it needs Ollama {shown.requires} or newer, the server is {version}"


def _by_capability(found: Checked, facts: Facts) -> Checked:
    wanted, capabilities = found.wanted, found.capabilities
    only = _ONLY.get(wanted.uses)
    if not capabilities:
        if wanted.needs:
            reason = f"Ollama {facts.version} does not tell what it can do"
            return replace(found, state=State.UNKNOWN, reasons=(reason, *found.reasons))
        return found
    lacking = [need for need in (*wanted.needs, *([only[0]] if only else ())) if need not in capabilities]
    if not lacking:
        return found
    reason = f"not capable of {', '.join(dict.fromkeys(lacking))} (it has {', '.join(capabilities)})"
    if only is not None and only[0] in lacking:
        reason += f", and {only[1]}"
    able = [each.name for each in facts.models if set(lacking) <= set(each.capabilities)][:MOST]
    if able:
        fix = f"use a model that can, such as {', '.join(able)}"
    else:
        fix = "agwctl models pull nomic-embed-text" if "embedding" in lacking else "pull a model that can"
    return replace(found, state=State.UNABLE, reasons=(reason, *found.reasons), fix=fix)


_ONLY = {
    frozenset({Use.EMBEDDINGS}): ("embedding", "its route is for embeddings"),
    frozenset({Use.CHAT}): ("completion", "its route is for chats"),
}
"""What a route asks of a model by all calls that it takes, if that is one thing."""


def find(name: str, models: Iterable[Listed]) -> Listed | None:
    name = _stored(name)
    return next((each for each in models if same_model(name, each.name)), None)


def _stored(name: str) -> str:
    """The name in the list: `:local` is not part of it, and `x:20b:cloud` is there as `x:20b-cloud`."""
    lower = name.lower()
    if lower.endswith(":local"):
        return name[:-6]
    if lower.endswith(":cloud") and ":" in name[:-6].rpartition("/")[2]:
        return f"{name[:-6]}-cloud"
    return name


def _is_cloud(name: str) -> bool:
    *_, tag = full_name(_stored(name))
    return tag == "cloud" or tag.endswith("-cloud")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)[:3]))


def _count(models: Sequence[Listed]) -> str:
    return f"{len(models)} model{'' if len(models) == 1 else 's'} there"
