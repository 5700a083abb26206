"""There is one Ollama, so that all who call it find the same models."""

from __future__ import annotations

import re

from agwctl.doctor.check import Check, Finding, Fix, Link, failed, noted, passed, warned
from agwctl.doctor.evidence.binding import holders, is_wide, own_address, told
from agwctl.doctor.evidence.port_owner import runs_here
from agwctl.doctor.evidence.server_settings import server_process
from agwctl.doctor.evidence.texts import tell, trace
from agwctl.doctor.facts.fact import Unread, known, known_or
from agwctl.doctor.facts.facts import Facts, Nearby
from agwctl.doctor.fixes.bind import widen
from agwctl.doctor.fixes.service import end_process, restart, stop

__all__ = ["META", "run"]

META = Check(
    "one-ollama",
    Link.IDENTITY,
    "all addresses of {server} lead to one Ollama",
    ids=("A24", "A25"),
    needs=("it-is-ollama",),
    matters=False,
)
_IN_USE = re.compile(r"listen tcp (\S+): bind: (?:address already in use|Only one usage of each socket address)")
_SHOWN = 5


def run(facts: Facts) -> Finding:
    return _could_not_bind(facts) or _differing(facts) or _deleted(facts) or _beside(facts)


def _could_not_bind(facts: Facts) -> Finding | None:
    """A second one that was started; its message names the address that it wanted, not the one that is in use."""
    found = trace(facts, _IN_USE)
    holder = next((each for each in holders(facts) if each.process is None or each.process.is_ollama), None)
    if found is None or holder is None or not facts.server.is_here:
        return None
    asked = found.match[1]
    if not asked.endswith(f":{holder.port}"):
        return None
    if is_wide(asked) and holder.is_loopback:
        summary = f"the Ollama that runs listens on {told(holder)}; {asked} is only what a second one asked for"
        return tell(found, failed("A25", summary, [f"listens on {told(holder)}"], widen(facts, own_address(facts))))
    summary = f"an Ollama listens on {told(holder)} already, so a second one could not be started on {asked}"
    fixes = [Fix("use the one that runs: nothing has to be started"), stop(facts)]
    return tell(found, failed("A24", summary, [f"listens on {told(holder)}"], fixes))


def _differing(facts: Facts) -> Finding | None:
    """The same port of another address, and another Ollama; a list or a version that was not read is no other one."""
    port, version = facts.server.server.address.port, known(facts.server.version)
    models = _own(facts)
    same_port = [near for near in known_or(facts.server.nearby, ()) if near.version and near.dial.port == port]
    others = [
        near
        for near in same_port
        if near.version != version or (models is not None and near.models is not None and {*near.models} != models)
    ]
    if not others:
        return None
    dialled = facts.server.dialled
    here = dialled.authority if dialled is not None else facts.server.server.address.authority
    evidence = [f"{here}: Ollama {version}, {_listed(tuple(sorted(models or ())))}", *map(_told, others)]
    evidence += [f"listens on {told(each)}" for each in holders(facts)]
    which = "which one is called depends on the name"
    summary = f"{here} and {others[0].dial.authority} are two Ollamas with the same port: {which}"
    return warned("A24", summary, evidence, _ends(facts, others[0]))


def _told(near: Nearby) -> str:
    return f"{near.dial.authority}: Ollama {near.version}, {_listed(near.models)}"


def _listed(models: tuple[str, ...] | None) -> str:
    if models is None:
        return "whose list was not read"
    more = f" and {len(models) - _SHOWN} more" if len(models) > _SHOWN else ""
    return f"{', '.join(models[:_SHOWN])}{more}" if models else "no models"


def _ends(facts: Facts, near: Nearby) -> list[Fix]:
    """How the other one is stopped: by its process when that is known, else as the service is."""
    holder = next((each for each in holders(facts) if each.address == near.dial.address), None)
    own = server_process(facts)
    if holder is not None and holder.process is not None and holder.process is not own and not holder.process.container:
        return [Fix(f"keep one: end the one on {near.dial.authority}", (end_process(facts, holder.process),))]
    return [
        Fix(f"keep one: stop the one on {near.dial.authority}"),
        stop(facts)._replace(title="stop the one of this installation"),
    ]


def _deleted(facts: Facts) -> Finding | None:
    process = server_process(facts) if facts.server.is_here else None
    if process is None or not process.is_deleted:
        return None
    summary = f"the Ollama that runs (pid {process.pid}) is of a program that was replaced or removed since"
    return warned("A24", summary, [f"/proc/{process.pid}/exe: {process.executable} (deleted)"], [restart(facts)])


def _beside(facts: Facts) -> Finding:
    """Others on ports of their own may be meant so."""
    named = {each.server.address.port for each in (*facts.servers, facts.server)}
    others = [near for near in known_or(facts.server.nearby, ()) if near.version and near.dial.port not in named]
    behind = next((near for near in others if _is_behind(facts, near)), None)
    if behind is not None:
        return passed(f"{behind.dial.authority} is probably the one behind it", [_told(behind)])
    if others:
        ports = ", ".join(near.dial.authority for near in others)
        return noted("A24", f"another Ollama runs beside it, on {ports}", map(_told, others))
    return passed("no other Ollama was found here")


def _is_behind(facts: Facts, near: Nearby) -> bool:
    """Whether what is called is a proxy of this machine, and answers as that Ollama does."""
    same = near.version == known_or(facts.server.version, "") and near.models is not None
    return same and facts.server.is_here and not runs_here(facts) and {*(near.models or ())} == _own(facts)


def _own(facts: Facts) -> set[str] | None:
    """The names of the server's models; None when they were not read."""
    return None if isinstance(facts.server.tags, Unread) else {each.name for each in facts.server.tags}
