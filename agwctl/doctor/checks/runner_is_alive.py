"""The programs in which models run do not crash, do not hang, and end when they should."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agwctl.doctor.check import Check, Finding, Fix, Link, failed, noted, passed, warned
from agwctl.doctor.evidence.server_settings import server_process
from agwctl.doctor.evidence.texts import ENDED_BADLY, Trace, pasted, tell, trace, traces
from agwctl.doctor.facts.fact import Unread, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.hardware import NOTHING_KNOWN
from agwctl.doctor.facts.sockets import Process, Sockets
from agwctl.doctor.fixes.environment import give
from agwctl.doctor.fixes.install import install
from agwctl.doctor.fixes.service import end_process, restart
from agwctl.doctor.fixes.upgrade import upgrade
from agwctl.ollama.replies import NEVER

__all__ = ["META", "run"]

META = Check(
    "runner-is-alive",
    Link.MEMORY,
    "the programs in which {server} runs its models neither crash nor hang",
    ids=("D08", "C16", "D05"),
    needs=("it-is-ollama", "host-is-accepted", "runner-has-memory"),
    matters=False,
)

_NO_RUNNER = re.compile(r"llama-server binary not found|unable to find llama runner", re.IGNORECASE)
_DIED = re.compile(
    r"(?:llama runner|llama-server) process (?:has terminated|no longer running)|runner has unexpectedly stopped"
    r"|encountered while running the model",
    re.IGNORECASE,
)
_STOPPING = re.compile(r"\bStopping\.\.\.")
_HOW = re.compile(
    r"illegal instruction|SIGILL|segmentation \w+|SIGSEGV|exit status \w+|signal: (?!illegal|segm)\w+", re.IGNORECASE
)
_MEANS = {
    "illegal instruction": "it was built for another processor",
    "sigill": "it was built for another processor",
}
_OVERDUE = 300
"""Seconds past its time at which a model that is still listed hangs, and not only finishes a long answer."""


def run(facts: Facts) -> Finding:
    found = next((finding for step in (_by_text, _by_list, _by_processes) for finding in step(facts)), None)
    return found or passed("nothing is known of a runner that crashed or hangs")


def _by_text(facts: Facts) -> Iterator[Finding]:
    if (found := trace(facts, _NO_RUNNER)) is not None:
        summary = "Ollama's installation lacks the program that runs models"
        yield tell(found, failed("D08", summary, fixes=[install(facts)]))
    if (found := trace(facts, _DIED)) is not None:
        yield tell(found, _died(facts, found))
    if (found := pasted(facts, _STOPPING)) is not None:
        yield tell(
            found, failed("C16", "a model is to be unloaded and does not go", fixes=[restart(facts), upgrade(facts)])
        )
    if (found := trace(facts, ENDED_BADLY)) is not None and not found.is_over:
        yield noted("D08", "the last request for an answer ended with status 500", [found.evidence])


def _died(facts: Facts, found: Trace) -> Finding:
    near = [each.match[0] for each in traces(facts, _HOW) if each.is_pasted == found.is_pasted]
    how = near[0] if near else ""
    means = f", that is, {_MEANS[how.lower()]}" if how.lower() in _MEANS else ""
    fixes = [Fix("look at the lines of Ollama's log just before that one: they name the cause"), upgrade(facts)]
    if known_or(facts.hardware, NOTHING_KNOWN).gpus:
        title = "to see whether the GPU is the cause, run without it once"
        fixes[1] = give(facts, title, {"CUDA_VISIBLE_DEVICES": "-1"})
    return failed("D08", f"the program that ran a model ended{f' with {how!r}{means}' if how else ''}", fixes=fixes)


def _by_list(facts: Facts) -> Iterator[Finding]:
    rows = known_or(facts.server.ps, ())
    now = _servers_time(facts) if rows else None
    for row in rows:
        overdue = now - row.expires // 10**9 if now is not None and row.expires > NEVER else 0
        if overdue > _OVERDUE:
            since = f"{overdue // 60:.0f} minutes"
            summary = f"{row.name} was to be unloaded {since} ago and is still there: its runner probably hangs"
            yield warned("C16", summary, [f"GET /api/ps: {row.name} expires_at {row.expires_at}"], [restart(facts)])


def _servers_time(facts: Facts) -> float | None:
    """By the Date of its answer: its clock is the one by which it unloads."""
    from email.utils import parsedate_to_datetime  # loads the whole of email

    answer = facts.server.version_answer
    try:
        return None if isinstance(answer, Unread) else parsedate_to_datetime(answer.headers.get("date", "")).timestamp()
    except ValueError:
        return None


def _by_processes(facts: Facts) -> Iterator[Finding]:
    """Runners whose models are not in the list: their memory is not to be had for others."""
    server = server_process(facts)
    if server is None or isinstance(facts.server.ps, Unread) or facts.server.ps:
        return
    runners = [each for each in known_or(facts.sockets, Sockets()).ollamas if _is_runner(each)]
    orphans = [each for each in runners if each.parent == 1]
    if orphans:
        fix = Fix("end what an Ollama that is gone left behind", tuple(end_process(facts, each) for each in orphans))
        summary = f"a program of an Ollama that is gone still holds memory: {_named(orphans)}"
        yield warned("D05", summary, map(_shown, orphans), [fix])
    left = [each for each in runners if each.parent == server.pid]
    if left:  # one that ends just now is no fault
        summary = f"no model is loaded, and a program that ran one is still there: {_named(left)}"
        yield noted("D05", summary, map(_shown, left), [restart(facts)])


def _is_runner(process: Process) -> bool:
    return "runner" in process.command or process.name.lower().removesuffix(".exe") == "llama-server"


def _named(processes: list[Process]) -> str:
    return ", ".join(f"{each.name} ({each.pid})" for each in processes)


def _shown(process: Process) -> str:
    return f"process {process.pid}: {' '.join(process.command[:4])}"
