"""What is run: which case in which mode, and what is known not to agree yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from tests.conformance.recordings import Case, Step, load, parts, read_yaml
from tests.conformance.runner import RELOAD

__all__ = ["Run", "deviations", "guide_exceptions", "later", "runs", "succeeds"]

HERE = Path(__file__).parent
TIMED = re.compile(r"(timeout|duration|delay|fillInterval):", re.IGNORECASE)


@dataclass(frozen=True)
class Run:
    """A case, or a slice of a long one, in a mode. Its name is the same in every process."""

    name: str
    case: Case
    compat: str
    to_first_difference: bool = False

    def __str__(self) -> str:
        return self.name

    @property
    def timed(self) -> bool:
        """Whether the outcome depends on fractions of a second, which a busy machine does not keep."""
        return TIMED.search(self.case.config) is not None

    @property
    def waits(self) -> float:
        """About how long it takes, in seconds beside the work: the longest are started first."""
        reloads = sum(step.config is not None for step in self.case.steps)
        settled = sum(float(step.send.get("settle", 0)) for step in self.case.steps)
        return RELOAD * reloads + settled + 0.1 * len(self.case.steps)


@cache
def later() -> dict[str, str]:
    """Cases that need something that is not built: case name → subject."""
    listed: dict[str, str] = {}
    for subject, names in read_yaml(HERE / "later.yaml").items():
        for name in names:
            assert name not in listed, f"{name} is listed under '{listed[name]}' and '{subject}'"
            listed[name] = subject
    return listed


@cache
def deviations() -> dict[str, str]:
    """Steps on which we differ on purpose from 1.4.1: case/step → reason."""
    return dict(read_yaml(HERE / "deviations.yaml") or {})


@cache
def guide_exceptions() -> dict[str, str]:
    """Steps that answer 2xx under 1.4 and not in guide mode: case/step → row of the differences that says so."""
    return dict(read_yaml(HERE / "guide.yaml") or {})


def runs(compat: str) -> list[Run]:
    return list(release_runs() if compat == "1.4" else guide_runs())


def release_runs() -> Iterator[Run]:
    for case in load().values():
        for number, part in enumerate(parts(case)):
            name = case.name if part is case else f"{case.name}-{number}"
            yield Run(name, part, "1.4", to_first_difference=case.name in later())


def guide_runs() -> Iterator[Run]:
    """The cases that 1.4 mode runs whole and in which something succeeds."""
    for run in release_runs():
        if run.case.name in later() or not any(map(succeeds, run.case.steps)):
            continue
        # The steps of the raw requests stand alone and wait only to see what comes to the upstream.
        case = only_what_succeeds(run.case) if run.case.file == "framing" else run.case
        yield replace(run, name=f"{run.name}:guide", case=case, compat="guide")


def only_what_succeeds(case: Case) -> Case:
    steps = tuple(replace(step, send={**step.send, "settle": 0}) for step in case.steps if succeeds(step))
    return replace(case, steps=steps)


def succeeds(step: Step) -> bool:
    """Whether each reply to the step was 2xx when it was recorded."""
    if step.expect is None:
        return False
    replies = step.expect.get("replies") or [[step.expect["status"], None]]
    return all(200 <= status < 300 for status, _ in replies)
