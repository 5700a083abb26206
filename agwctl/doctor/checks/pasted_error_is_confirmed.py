"""What the pasted error may mean is compared with what was seen here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from agwctl.doctor.check import Check, Finding, Fix, Link, Scope, Status, failed, not_needed, passed, warned
from agwctl.doctor.engine import Checked, diagnose
from agwctl.doctor.facts.fact import CannotTell, known_or
from agwctl.doctor.facts.facts import Explained, Facts
from agwctl.doctor.facts.network import Connect, Dial
from agwctl.doctor.outcome import is_not_needed

__all__ = ["META", "run"]

META = Check(
    "pasted-error-is-confirmed",
    Link.CLIENT,
    "what the pasted error means was seen here",
    ids=(
        "A03",
        "A17",
        "A24",
        "A36",
        "G01",
        "G02",
        "G03",
        "G04",
        "G06",
        "G07",
        "G08",
        "G09",
        "G10",
        "G11",
        "G12",
        "G13",
    ),
    scope=Scope.ONCE,
)
ELSEWHERE = {
    "A36": "uses another address",
    "A03": "runs in a container",
    "G12": "runs on another machine or in WSL, as a part of an editor may",
    "A24": "talks to another Ollama",
}
"""What is left when all is well as seen from here, and what can never be excluded from here."""
_LEFT = {"A": ("A36", "A03", "G12"), "B": ("A24", "A36"), "E": ("A36", "G12")}
"""By the section of what the text points to first."""
NOBODY = Explained("", "")


class _Seen(NamedTuple):
    """The candidates by what the other checks say of them."""

    confirmed: dict[str, Checked]
    excluded: dict[str, Checked]
    unseen: tuple[str, ...]
    broken: Checked | None
    """What is broken, whether or not the text points to it."""


def run(facts: Facts) -> Finding:
    asked = facts.asked
    if not asked.error.strip():
        return not_needed("no error text was given (--error)")
    if not asked.candidates:
        raise CannotTell("nobody knows this error text")
    seen = _seen(facts)
    evidence = list(_evidence(facts, seen))
    if seen.confirmed:
        return _confirmed(facts, seen, evidence)
    if seen.broken is not None:
        told = ", ".join(asked.candidates)
        broken = seen.broken.finding
        return passed(f"the text points to {told}; what is broken here is another thing: {broken.summary}", evidence)
    if asked.candidates[0] == "A17" and (dead := _dead_end(facts)) is not None:
        return _dials_six(facts, dead, evidence)
    if _is_meant(facts, seen.unseen):
        return _only_one(facts, seen.unseen[0], evidence)
    return _several(facts, seen, evidence) if seen.unseen else _elsewhere(facts, evidence)


def _seen(facts: Facts) -> _Seen:
    from agwctl.doctor.checks import CHECKS, check

    others = diagnose(facts, [check(id) for id in CHECKS if id != META.id])
    wanted = facts.asked.candidates
    confirmed = {id: each for id in wanted for each in others.checked if id in each.finding.ids}
    well = [each for each in others.checked if _holds(each) and _tells(each, facts)]
    open_ones = [id for id in wanted if id not in confirmed and (id not in ELSEWHERE or id == wanted[0])]
    asleep = {each.check.ids[0] for each in others.checked if _is_asleep(each)}
    excluded = {id: each for id in open_ones if id not in asleep for each in well if id in each.check.ids}
    unseen = tuple(id for id in open_ones if id not in excluded and not _is_far(id, facts))
    return _Seen(confirmed, excluded, unseen, next((each for each in others.checked if _is_broken(each)), None))


def _is_broken(each: Checked) -> bool:
    return each.finding.status is Status.FAIL


def _is_far(id: str, facts: Facts) -> bool:
    """Whether it is of a cluster, where none is spoken of."""
    return id[0] == "F" and facts.asked.candidates[0][0] != "F" and not _in_cluster(facts)


def _in_cluster(facts: Facts) -> bool:
    context = known_or(facts.context, None)
    return context is not None and context.container == "kubernetes"


def _is_asleep(each: Checked) -> bool:
    """Whether the check that is about an id before all others had nothing to look at: no page, no model was named."""
    return is_not_needed(each) and Link.ROUTE < each.check.link < Link.GATEWAY and bool(each.check.ids)


def _holds(each: Checked) -> bool:
    """Also when there is nothing on the way to the server that could be wrong: no proxy, no Windows."""
    is_idle = is_not_needed(each) and each.check.link <= Link.ROUTE
    return each.finding.status is Status.PASS or is_idle


def _tells(each: Checked, facts: Facts) -> bool:
    """Whether that a check passed excludes something: this shell's variables need not be the client's."""
    if each.check.link is Link.GATEWAY:
        return facts.configuration is not None or (facts.gateway is not None and not facts.gateway.is_down)
    return each.check.link is not Link.CLIENT


def _evidence(facts: Facts, seen: _Seen) -> Iterator[str]:
    for id in facts.asked.candidates:
        title = facts.asked.explained.get(id, NOBODY).title
        by = seen.confirmed.get(id) or seen.excluded.get(id)
        if by is None:
            yield f"{id} {title}: cannot be seen from here"
        else:
            yield f"{id} {title}: {'yes' if id in seen.confirmed else 'no'}, {by.finding.summary} ({by.check.id})"


def _confirmed(facts: Facts, seen: _Seen, evidence: list[str]) -> Finding:
    """A failure is its own check's to tell; a warning that fits the text is what the reader met."""
    id, by = next(iter(seen.confirmed.items()))
    if _is_broken(by) or seen.broken is not None:
        return passed(
            f"the text points to {', '.join(facts.asked.candidates)}; seen here: {by.finding.summary}", evidence
        )
    return failed(id, f"the text points to {id}, and it is so: {by.finding.summary}", evidence, by.finding.fixes)


def _is_meant(facts: Facts, unseen: tuple[str, ...]) -> bool:
    """Whether the text means what comes first of all that cannot be seen, and nothing else that may be so."""
    if not unseen:
        return False
    is_likeliest = unseen == facts.asked.candidates[:1]
    return is_likeliest or facts.asked.explained.get(unseen[0], NOBODY).is_only


def _dead_end(facts: Facts) -> Dial | None:
    """The IPv6 loopback, when nothing listens there and Ollama does on the other one."""
    dials = [*known_or(facts.server.dials, ()), *(each.dial for each in known_or(facts.server.nearby, ()))]
    port = facts.server.server.address.port
    found = {each.address: each for each in dials if each.port == port}
    four, six = found.get("127.0.0.1"), found.get("::1")
    is_dead = four is not None and four.outcome is Connect.OPEN and six is not None
    return six if is_dead and six is not None and six.outcome is Connect.REFUSED else None


def _dials_six(facts: Facts, dead: Dial, evidence: list[str]) -> Finding:
    port = facts.server.server.address.port
    summary = f"the client dials [::1]:{port}, where nothing listens: Ollama is on 127.0.0.1:{port}"
    fix = Fix(f"write http://127.0.0.1:{port} in that client, in place of localhost")
    return failed("A17", summary, [dead.line, *evidence], [fix])


def _only_one(facts: Facts, id: str, evidence: list[str]) -> Finding:
    """Nothing that was seen contradicts, and the text means nothing else."""
    known = facts.asked.explained.get(id, NOBODY)
    return failed(id, f"the text means: {known.title}", evidence, _advice(facts, [id]))


def _several(facts: Facts, seen: _Seen, evidence: list[str]) -> Finding:
    left = seen.unseen
    first = facts.asked.explained.get(left[0], NOBODY).title
    summary = f"all is well as seen from here; the text may mean {', '.join(left)}, first of all: {first}"
    return warned(left[0], summary, evidence, _advice(facts, left[:3]))


def _elsewhere(facts: Facts, evidence: list[str]) -> Finding:
    """Everything that the text points to is excluded now."""
    left = _LEFT.get(facts.asked.candidates[0][0], ("A36",))
    reasons = ", ".join(f"{ELSEWHERE[id]} ({id})" for id in left)
    summary = f"what the text means is not so here now: it is over, or the client {reasons}"
    fix = Fix("run agwctl doctor where the client runs, with the address that it uses: agwctl doctor URL")
    return Finding(Status.WARN, summary, left, tuple(evidence), (fix,))


def _advice(facts: Facts, ids: Iterable[str]) -> list[Fix]:
    advice = [(id, facts.asked.explained.get(id, NOBODY).advice) for id in ids]
    return [Fix(f"{id}: {text.rstrip('.')}") for id, text in advice if text]
