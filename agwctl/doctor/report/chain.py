"""The chain from client to hardware, drawn with what was found at each link."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from agwctl.doctor.check import Part, Status
from agwctl.doctor.engine import Checked
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


def drawn(checked: Iterable[Checked], paint: Paint) -> str:
    """`client ─ network ✓ ─ Ollama ✗ ─ model ?`; a link that nobody looked at stands in brackets, without a sign."""
    checked = list(checked)
    return " ─ ".join(_part(part, [each for each in checked if each.check.link.part is part], paint) for part in Part)


def _part(part: Part, checked: list[Checked], paint: Paint) -> str:
    name, status = _NAMES.get(part, part.value), part_status(checked)
    if status is None:
        return name if part is Part.CLIENT else paint(f"({name})", "dim")
    mark, colour = MARKS[status]
    return paint(f"{name} {mark}", *(["bold"] if status is Status.FAIL else []), colour)
