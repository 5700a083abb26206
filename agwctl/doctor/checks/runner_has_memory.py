"""The programs in which models run are not killed, and do not fail, for want of memory."""

from __future__ import annotations

import re

from agwctl.doctor.check import Check, Finding, Link, failed, noted, passed, warned
from agwctl.doctor.evidence.port_owner import runs_here
from agwctl.doctor.evidence.texts import ended_well, tell, trace
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.hardware import NOTHING_KNOWN
from agwctl.doctor.fixes.memory import less_memory
from agwctl.doctor.install import Install, install_of

__all__ = ["META", "run"]

META = Check(
    "runner-has-memory",
    Link.MEMORY,
    "no program in which {server} runs a model ran out of memory",
    ids=("D02", "D03", "D01"),
    needs=(
        "it-is-ollama",
        "host-is-accepted",
    ),
    matters=False,
)

_GPU_FULL = re.compile(
    r"cudaMalloc failed|hipMalloc failed|CUDA error: out of memory|CUDA_ERROR_OUT_OF_MEMORY|ErrorOutOfDeviceMemory"
    r"|vk_error_out_of_device_memory|out of device memory|unable to allocate CUDA",
    re.IGNORECASE,
)
_KILLED = re.compile(r"signal: killed|exit (?:status|code:?) 137|OOMKilled", re.IGNORECASE)
_FULL = re.compile(
    r"(?:llama-server|llama runner).*(?:out[ -]of[ -]memory|failed to allocate|allocation failed|not enough memory"
    r"|insufficient memory|erroroutofmemory)",
    re.IGNORECASE,
)
_OF_OLLAMA = re.compile(r"ollama|llama", re.IGNORECASE)


def run(facts: Facts) -> Finding:
    """The plainest text first."""
    found = [(each, failure) for pattern, failure in _TEXTS if (each := trace(facts, pattern)) is not None]
    found.sort(key=lambda each: not each[0].is_pasted)
    for text, failure in found:
        return tell(text, failure(facts))
    lines, kills = _kernel_lines(facts), _kills(facts)
    if not lines and not kills:
        return passed("nothing was killed for want of memory, as far as is known")
    count = f"{kills} time{'' if kills == 1 else 's'} since it was started" if kills else "as its kernel log tells"
    evidence = [f"kernel: {line}" for line in lines[-3:]] + [f"memory.events: oom_kill {kills}"] * bool(kills)
    summary = f"Linux has killed a program of Ollama's for want of memory, {count}"
    if lines or _is_ollamas_own(facts):
        judge = noted if ended_well(facts) else warned
    else:  # in a container it may have been any program
        summary = f"Linux has killed programs of this container for want of memory, {count}"
        judge = warned if ended_well(facts) is False else noted
    return judge("D02", summary, evidence, less_memory(facts))


def _is_ollamas_own(facts: Facts) -> bool:
    """Whether what is counted is in a control group that only Ollama's programs are in."""
    return install_of(facts) in (Install.LINUX_SYSTEMD, Install.DOCKER)


def _gpu_full(facts: Facts) -> Finding:
    return failed("D03", "the graphics memory was full when a model was loaded or ran", fixes=less_memory(facts))


def _killed(facts: Facts) -> Finding:
    lines = _kernel_lines(facts)
    likely = "" if lines or _kills(facts) else "probably "
    summary = f"the program that ran a model was killed, {likely}for want of memory"
    return failed("D02", summary, [f"kernel: {line}" for line in lines[-2:]], less_memory(facts))


def _full(facts: Facts) -> Finding:
    if known_or(facts.hardware, NOTHING_KNOWN).gpus:
        return _gpu_full(facts)
    return failed("D01", "memory was short when a model was loaded", fixes=less_memory(facts))


_TEXTS = ((_GPU_FULL, _gpu_full), (_KILLED, _killed), (_FULL, _full))


def _kernel_lines(facts: Facts) -> list[str]:
    lines = known_or(facts.hardware, NOTHING_KNOWN).kernel_oom if runs_here(facts) else ()
    return [line for line in lines if _OF_OLLAMA.search(line)]


def _kills(facts: Facts) -> int:
    return known_or(facts.hardware, NOTHING_KNOWN).oom_kills if runs_here(facts) else 0
