"""An address that somebody set for Ollama to listen on is one that it has."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Link, not_needed, passed, warned
from agwctl.doctor.evidence.binding import holders, own_address, told, undelivered
from agwctl.doctor.facts.fact import known, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.service import Service
from agwctl.doctor.fixes.bind import read_again, widen
from agwctl.doctor.fixes.drop_in import assigned, faults, is_shown
from agwctl.doctor.fixes.environment import give
from agwctl.doctor.install import Install, install_of

__all__ = ["META", "run"]

META = Check(
    "bind-variable-arrives",
    Link.LISTENER,
    "what is set for the Ollama of {server} has arrived at it",
    ids=("A11", "A12", "A13", "A14"),
    needs=("ollama-listening",),
    matters=False,
)


def run(facts: Facts) -> Finding:
    if not facts.server.is_here:
        return not_needed("the settings of another machine cannot be looked at")
    known(facts.sockets)
    listeners = holders(facts)
    if listeners and all(each.is_loopback for each in listeners):
        cause = undelivered(facts)
        if cause is not None:
            on = ", ".join(told(each) for each in listeners)
            evidence = [f"listens on {on}", *cause.evidence]
            fixes = widen(facts, own_address(facts), cause.is_only_unread, cause.title)
            return warned(cause.id, f"Ollama listens on {on} only: {cause.why}", evidence, fixes)
    return _ignored(facts) or passed(
        "nothing that was set got lost on the way", [f"listens on {told(each)}" for each in listeners]
    )


def _ignored(facts: Facts) -> Finding | None:
    """Other variables of a drop-in that systemd does not take."""
    if install_of(facts) is not Install.LINUX_SYSTEMD:
        return None
    service = known_or(facts.service, Service())
    for each in service.drop_ins:
        wrong = faults(each.text)
        variables = {name: value for name, value in assigned(each.text).items() if is_shown(name, value)}
        if wrong and variables:
            summary = f"systemd ignores what {each.path} says of {', '.join(variables)}: {wrong[0]}"
            fix = give(facts, "write the drop-in as systemd reads it", variables)
            return warned("A12", summary, [f"{each.path}: {one}" for one in wrong], [fix])
    if service.needs_reload:
        summary = "the files of the unit were changed, and systemd has not read them since"
        return warned("A12", summary, ["NeedDaemonReload: yes"], [read_again(facts)])
    return None
