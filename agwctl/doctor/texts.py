"""What error texts and Ollama's log say: of the log only what belongs to the server that runs now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agwctl.doctor.check import Finding, Status
from agwctl.doctor.facts.fact import Unread, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.service import Log, Service

__all__ = ["Trace", "current_lines", "pasted", "tell", "trace", "traces"]

_LONGEST = 200
_STARTED = re.compile(r'msg="server config"')
_LISTENING = re.compile(r"Listening on \S*?:(\d+)(?: \(|\")")
_ANSWERED = re.compile(r"\| 200 \|.*\| POST\s+\"/(?:api/(?:chat|generate|embed|embeddings)|v1/\S+)\"")


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
    given = [(line, "--error") for line in facts.asked.error.splitlines()]
    for line, source in (*given, *_said_to_deep(facts)):
        if match := pattern.search(line):
            yield Trace(line, source, match, is_pasted=True)
    lines = current_lines(facts)
    source, is_over = known_or(facts.log, Log("")).source, False
    for line in reversed(lines):
        if match := pattern.search(line):
            yield Trace(line, source, match, is_pasted=False, is_over=is_over)
        is_over = is_over or _ANSWERED.search(line) is not None


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


def current_lines(facts: Facts) -> tuple[str, ...]:
    """The log of the server that is looked at, since it was started; none when the log is another server's."""
    if not facts.server.is_here:
        return ()
    lines = known_or(facts.log, Log("")).lines
    listening = [(index, match) for index, line in enumerate(lines) if (match := _LISTENING.search(line))]
    if not listening:
        return lines
    in_container = known_or(facts.service, Service()).manager == "docker"  # where its port has another number
    if int(listening[-1][1][1]) != facts.server.server.address.port and not in_container:
        return ()
    before = [index for index, line in enumerate(lines) if _STARTED.search(line)]
    earlier = listening[-2][0] if len(listening) > 1 else -1
    return lines[max([index for index in before if index > earlier], default=listening[-1][0]) :]


def tell(found: Trace, failure: Finding) -> Finding:
    """A failure that a text tells, as bad as the text is certain.

    What was pasted is the failure itself; a line of the log may be a day old, so it is a warning, and where requests
    were answered since, worth knowing.
    """
    status = failure.status if found.is_pasted else Status.PASS if found.is_over else Status.WARN
    return failure._replace(status=status, evidence=(found.evidence, *failure.evidence))
