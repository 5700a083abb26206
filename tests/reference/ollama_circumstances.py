"""What was so when a record of a real Ollama was made: what it had been asked before, and what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agwctl.ollama.faults import Crash, DiesIdle, LoadFails, LoadStalls, ModelFault, OutOfMemory, QueueFull

__all__ = ["ALL", "Asked", "faults", "before"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A POST request that went before; `goes_on` while the recorded one came."""

    path: str
    body: dict[str, Any]
    goes_on: bool = False


CHAT, GENERATE, EMBED = "/api/chat", "/api/generate", "/api/embed"
HI = [{"role": "user", "content": "hi"}]

BEFORE: dict[str, Sequence[Asked]] = {
    "*/http/250-ps-one": [Asked(CHAT, {"model": "tiny", "messages": HI})],
    "*/http/335-ps-several": [
        Asked(EMBED, {"model": "all-minilm", "input": "x"}),
        Asked(GENERATE, {"model": "gemma3:270m-q4_K_M", "keep_alive": -1}),
        Asked(CHAT, {"model": "tiny", "messages": HI}),
        Asked(GENERATE, {"model": "plain", "keep_alive": "90m"}),
    ],
    "*/failure/011-http-ps-stopping": [
        Asked(CHAT, {"model": "tiny", "messages": HI}, goes_on=True),
        Asked(GENERATE, {"model": "tiny", "keep_alive": 0}),
    ],
    "*/failure/01[46]-http-crash-idle*": [Asked(CHAT, {"model": "tiny", "messages": HI})],
}

FAULTS: dict[str, ModelFault] = {
    "*/failure/002-*": Crash(),
    "*/failure/01[46]-*": DiesIdle(times=1),
    "*/failure/01[89]-*": Crash(),
    "*/failure/02[0123]-*": OutOfMemory(),
    "*/failure/025-*": LoadFails(),
    "*/failure/02[67]-*": LoadFails(exit_status=3),
    "*/failure/03[03]-*": QueueFull(),
    "*/failure/036-*": LoadStalls(),
}
ALL = (*BEFORE, *FAULTS)


def before(case: Path) -> Sequence[Asked]:
    """What had been asked before a recorded case."""
    return next((asked for pattern, asked in BEFORE.items() if case.with_suffix("").match(pattern)), ())


def faults(case: Path, pieces: int) -> tuple[ModelFault, ...]:
    """What went wrong in a recorded case that broke off after so many pieces."""
    if "crash-midstream" in case.stem and "nostream" not in case.stem:
        return (Crash(after_tokens=pieces),)
    return tuple(fault for pattern, fault in FAULTS.items() if case.with_suffix("").match(pattern))
