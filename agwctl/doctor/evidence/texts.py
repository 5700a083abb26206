"""What error texts and Ollama's log say: of the log only what belongs to the server that runs now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from agwctl.doctor.check import Finding, Status
from agwctl.doctor.evidence.port_owner import runs_here
from agwctl.doctor.facts.fact import Unread, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.service import Log, Service

__all__ = ["ENDED_BADLY", "Trace", "current_lines", "ended_well", "pasted", "tell", "trace", "traces"]

_LONGEST = 200
"""Characters of a line that are shown."""
_SEARCHED, _MOST = 4096, 1000
"""Characters of a line that are searched, and lines of a text that was pasted."""
_STARTED = 'msg="server config"'
_LISTENING = re.compile(r"Listening on \S*?:(\d+)(?: \(|\")")
_ANSWERED = re.compile(r"\| 200 \|.*\| POST\s+\"/(?:api/(?:chat|generate|embed|embeddings)|v1/\S+)\"")
ENDED_BADLY = re.compile(r"\| 500 \|.*\| POST\s+\"/(?:api/(?:chat|generate)|v1/(?:chat/)?completions)")
"""A runner that dies while it answers leaves no other trace in the log of releases since 0.30."""
_TIME = re.compile(r"\b(20\d\d)[-/](0[1-9]|1[0-2])[-/](0[1-9]|[12]\d|3[01])(?:T| - )([01]\d|2[0-3]):([0-5]\d)")
_LATELY = timedelta(days=1)
"""Before the newest line: what is older is no failure of today. The newest is of now: Ollama logs our own requests."""
_NEAR = 200
_SIGNS = (
    "error", "fail", "kill", "terminated", "memory", "mismatch", "no space left", "quota", "not enough", "invalid",
    "compatible", "unknown model", "unsupported", "requires", "newer version", "manifest", "registry", "timed out",
    "connection closed", "truncating", "exceed", "longer than", "busy", "unexpected", "not found", "encountered",
    "illegal", "segmentation", "sigsegv", "sigill", "signal", "exit status", "exit code", "x509", "certificate",
    "timeout", "unable", "| 499 |", "| 500 |", "| 503 |", "panic", "denied", "read-only", "could not create", "in use",
    "only one usage", "forbidden",
)  # fmt: skip
"""What a line of a log has when it tells of trouble. Most do not, and are not searched for each failure."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A line in which a pattern was found."""

    line: str
    source: str
    match: re.Match[str]
    is_pasted: bool
    is_over: bool = False
    """Whether a request was answered after it: what it tells of passed by."""

    @property
    def evidence(self) -> str:
        line = self.line.strip()
        return f"{self.source}: {line if len(line) <= _LONGEST else line[:_LONGEST] + '…'}"


def traces(facts: Facts, pattern: re.Pattern[str]) -> Iterator[Trace]:
    """The lines with a pattern: those that were pasted or that --deep was told, then those of the log, newest first."""
    given = [(line[:_SEARCHED], "--error") for line in facts.asked.error.splitlines()[:_MOST]]
    for line, source in (*given, *_said_to_deep(facts)):
        if match := pattern.search(line):
            yield Trace(line, source, match, is_pasted=True)
    log, source = _log(facts), known_or(facts.log, Log("")).source
    for index, line in log.troubles:
        if match := pattern.search(line):
            yield Trace(line, source, match, is_pasted=False, is_over=index < log.answered)


def _said_to_deep(facts: Facts) -> Iterator[tuple[str, str]]:
    """The errors of generations that this server was asked for directly, and where they came from: they are certain."""
    if isinstance(facts.deep, Unread) or facts.deep.server != facts.server.server.url:
        return
    if facts.deep.load_error:
        yield facts.deep.load_error, f"POST {facts.deep.server}/api/generate"
    yield from ((each.error, f"POST {each.url}") for each in facts.deep.answers if each.error and each.is_direct)


def trace(facts: Facts, pattern: re.Pattern[str]) -> Trace | None:
    """The first of them."""
    return next(traces(facts, pattern), None)


def pasted(facts: Facts, pattern: re.Pattern[str]) -> Trace | None:
    """The first line of --error with a pattern."""
    found = trace(facts, pattern)
    return found if found is not None and found.is_pasted else None


def current_lines(facts: Facts, word: str = "") -> tuple[str, ...]:
    """The log of the server that is looked at since it was started, or its lines with a word.

    None at all when the log is another server's.
    """
    lines = _log(facts).lines
    return tuple(line for line in lines if word in line) if word else lines


def ended_well(facts: Facts) -> bool | None:
    """Whether the last request for an answer that the log tells of got one; None when it tells of none."""
    log = _log(facts)
    if any(ENDED_BADLY.search(line) for index, line in log.troubles if index > log.answered):
        return False
    return None if log.answered < 0 else True


class _SinceStart(NamedTuple):
    """What a log says of the server that runs now."""

    lines: tuple[str, ...] = ()
    troubles: tuple[tuple[int, str], ...] = ()
    """Lines that may tell of a failure, and where they stand; the newest first."""
    answered: int = -1
    """Where the last request that was answered stands."""


def _log(facts: Facts) -> _SinceStart:
    lines = known_or(facts.log, Log("")).lines
    if not lines or not runs_here(facts):
        return _SinceStart()
    in_container = known_or(facts.service, Service()).manager == "docker"  # where its port has another number
    return _since_start(lines, None if in_container else facts.server.server.address.port)


@lru_cache(maxsize=8)
def _since_start(lines: tuple[str, ...], port: int | None) -> _SinceStart:
    listening = [(index, match) for index, line in enumerate(lines) if (match := _listening(line))]
    if listening:
        if port is not None and int(listening[-1][1][1]) != port:
            return _SinceStart()
        earlier = listening[-2][0] if len(listening) > 1 else -1
        starts = [index for index, line in enumerate(lines) if index > earlier and _STARTED in line]
        lines = lines[max(starts, default=listening[-1][0]) :]
    lines = tuple(line[:_SEARCHED] for line in lines)
    numbered = tuple(enumerate(lines))
    now = _written(lines, len(lines) - 1)
    answered = (index for index, line in reversed(numbered) if "| 200 |" in line and _ANSWERED.search(line))
    troubles = (each for each in reversed(numbered) if _is_trouble(each[1]))
    of_late = tuple(each for each in troubles if _is_of_late(lines, each[0], now))
    return _SinceStart(lines, of_late, next(answered, -1))


def _is_of_late(lines: tuple[str, ...], index: int, now: datetime | None) -> bool:
    written = _written(lines, index) if now is not None else None
    return now is None or written is None or written >= now - _LATELY


def _written(lines: tuple[str, ...], index: int) -> datetime | None:
    """When a line was written, by itself or the lines before it; clocks of different zones are taken as one."""
    for line in reversed(lines[max(0, index - _NEAR) : index + 1]):
        if found := _TIME.search(line):
            year, month, day, hour, minute = map(int, found.groups())
            return datetime(year, month, min(day, 28), hour, minute) + timedelta(days=max(0, day - 28))
    return None


def _listening(line: str) -> re.Match[str] | None:
    return _LISTENING.search(line) if "Listening on" in line else None


def _is_trouble(line: str) -> bool:
    low = line.lower()
    return any(sign in low for sign in _SIGNS)


def tell(found: Trace, failure: Finding) -> Finding:
    """A failure that a text tells, as bad as the text is certain.

    What was pasted is the failure itself; a line of the log may be a day old, so it is a warning, and where requests
    were answered since, worth knowing.
    """
    status = failure.status if found.is_pasted else Status.PASS if found.is_over else Status.WARN
    return failure._replace(status=status, evidence=(found.evidence, *failure.evidence))
