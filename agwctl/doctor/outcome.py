"""What a diagnosis amounts to: counts, and the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from agwctl.doctor.check import Status
from agwctl.doctor.engine import Checked, Diagnosis
from agwctl.errors import ExitCode

__all__ = ["counted", "exit_code", "is_not_needed", "tells_nothing", "untold"]

_TOLD = (Status.PASS, Status.WARN, Status.FAIL)

_WORDS = {
    Status.FAIL: "failed",
    Status.WARN: "warned",
    Status.PASS: "passed",
    Status.UNKNOWN: "cannot tell",
    Status.CRASH: "crashed",
    Status.SKIP: "not run",
    None: "not needed here",
}


def exit_code(diagnosis: Diagnosis, fail_on: Status) -> ExitCode:
    """`fail_on` is FAIL, or WARN for a warning to count as well; the code is the same in every format."""
    statuses = {each.finding.status for each in diagnosis.checked}
    if Status.FAIL in statuses or (fail_on is Status.WARN and Status.WARN in statuses):
        return ExitCode.FINDINGS
    if tells_nothing(diagnosis):
        return ExitCode.CANNOT_RUN
    return ExitCode.INCOMPLETE if untold(diagnosis) else ExitCode.OK


def tells_nothing(diagnosis: Diagnosis) -> bool:
    """Whether no check could tell anything, so that all is neither well nor broken."""
    return not any(each.finding.status in _TOLD for each in diagnosis.checked)


def untold(diagnosis: Diagnosis) -> list[Checked]:
    """What could not be told although it matters: side information may be missing, a check of agwctl may not crash."""
    return [
        each
        for each in diagnosis.checked
        if each.finding.status is Status.CRASH or (each.finding.status is Status.UNKNOWN and each.check.matters)
    ]


def is_not_needed(checked: Checked) -> bool:
    """Whether there is nothing here that the check could be about: it has not passed, and is no gap."""
    return checked.finding.status is Status.SKIP and checked.blames is None


def counted(checked: Iterable[Checked]) -> str:
    """`1 failed, 12 passed, 3 not run, 20 not needed here`."""
    counts = Counter(None if is_not_needed(each) else each.finding.status for each in checked)
    return ", ".join(f"{counts[status]} {word}" for status, word in _WORDS.items() if counts[status]) or "no check"
