"""The chain from client to hardware, drawn with what was found at each link."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from agwctl.doctor.check import Part, Status
from agwctl.doctor.engine import Checked
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.outcome import is_not_needed

__all__ = ["MARKS", "drawn", "part_status"]

Paint = Callable[..., str]

MARKS = {
    Status.PASS: ("✓", "green"),
    Status.WARN: ("!", "yellow"),
    Status.FAIL: ("✗", "red"),
    Status.UNKNOWN: ("?", "yellow"),
    Status.CRASH: ("?", "yellow"),
    Status.SKIP: ("?", "dim"),
}
"""Of a status: its sign and its colour."""

_WORST = (Status.FAIL, Status.WARN, Status.CRASH, Status.UNKNOWN, Status.SKIP, Status.PASS)
_NAMES = {Part.OLLAMA: "Ollama"}


def part_status(checked: Iterable[Checked]) -> Status | None:
    """The worst of what was found; side information that is missing does not count. None: nothing was looked at."""
    needed = [each for each in checked if not is_not_needed(each)]
    counted = [each for each in needed if each.check.matters or each.finding.status is not Status.UNKNOWN]
    statuses = {Status.SKIP if each.blames else each.finding.status for each in counted}
    return next((status for status in _WORST if status in statuses), None)


def drawn(facts: Facts, checked: Iterable[Checked], paint: Paint) -> str:
    """`client ─ network ✓ ─ Ollama ✗ ─ model ?`; a link that nobody looked at stands in brackets, without a sign.

    Of a gateway that does not run only its configuration is looked at.
    """
    names = _NAMES if facts.gateway is not None else {**_NAMES, Part.GATEWAY: "configuration"}
    checked = list(checked)
    by_part = {part: [each for each in checked if each.check.link.part is part] for part in Part}
    return " ─ ".join(_part(part, names.get(part, part.value), held, paint) for part, held in by_part.items())


def _part(part: Part, name: str, checked: list[Checked], paint: Paint) -> str:
    status = part_status(checked)
    if status is None:
        name = part.value if part is Part.GATEWAY else name
        return name if part is Part.CLIENT else paint(f"({name})", "dim")
    mark, colour = MARKS[status]
    return paint(f"{name} {mark}", *(["bold"] if status is Status.FAIL else []), colour)
