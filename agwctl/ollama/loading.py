"""Getting a model ready: what a request wants loaded, how long that takes, and how it fails."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agwctl.http.message import Hangup
from agwctl.ollama.clock import Clock, Pace
from agwctl.ollama.faults import LoadFails, LoadStalls, ModelFault, SlowLoad
from agwctl.ollama.hardware import SMALLEST_CONTEXT
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.release import CONTEXT_BY_VRAM, LATEST, LLAMA_SERVER, Release
from agwctl.ollama.settings import Settings
from agwctl.ollama.store import Model

__all__ = ["Wish", "load", "out_of_memory", "wish"]

_AT_LOAD = {"num_batch": 512, "num_gpu": -1, "main_gpu": 0, "use_mmap": None, "num_thread": 0, "draft_num_predict": 0}
"""Options, besides num_ctx, that only a load can change, and what they are when nobody says."""
_ONE_AT_A_TIME = (
    "mllama", "qwen3vl", "qwen3vlmoe", "qwen35", "qwen35moe", "qwen3next", "lfm2", "lfm2moe",
    "nemotron_h", "nemotron_h_moe", "nemotron_h_omni",
)  # fmt: skip
"""Architectures for which OLLAMA_NUM_PARALLEL does not count."""
_LEAST_CONTEXT, _LEAST_VISION_CONTEXT = 4, 2048
_LOWER_CONTEXTS = (32_768, 4096)
"""What Ollama tries when a context that it chose itself does not fit."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A model as one request wants it loaded."""

    model: Model
    context: int
    """Tokens that a request may have."""
    chosen: bool
    """Nobody asked for this context: it may become a lower one."""
    options: tuple[tuple[str, object], ...]
    """Those that only a load can change, but for the context and what is so anyway."""
    parallel: int
    pace: Pace
    keep: int | None = None
    """How long it is to stay loaded, in nanoseconds; None leaves it as it is."""
    fault: ModelFault | None = None
    """What goes wrong with this request."""

    @property
    def num_gpu(self) -> int:
        """Layers to put on GPUs; below 0 as many as fit."""
        value = dict(self.options).get("num_gpu", _AT_LOAD["num_gpu"])
        return int(value) if isinstance(value, (int, float)) else -1

    @property
    def others(self) -> dict[str, object]:
        """The options without `num_gpu`."""
        return {name: value for name, value in self.options if name != "num_gpu"}

    @property
    def contexts(self) -> tuple[int, ...]:
        """The contexts to try, the best one first."""
        lower = tuple(context for context in _LOWER_CONTEXTS if self.chosen and context < self.context)
        return (self.context, *lower)


def wish(
    model: Model,
    options: Mapping[str, Any],
    settings: Settings,
    pace: Pace,
    keep: int | None = None,
    fault: ModelFault | None = None,
    release: Release = LATEST,
) -> Wish:
    """What a request with `options` wants of a model whose Modelfile has its own."""
    given = {name: value for name, value in (*model.options.items(), *options.items()) if value is not None}
    asked = int(given.get("num_ctx") or 0) or settings.context_length
    context = asked or (settings.hardware.context if release.has(CONTEXT_BY_VRAM) else SMALLEST_CONTEXT)
    if model.context_length:
        context = min(context, model.context_length)
    context = max(context, _LEAST_VISION_CONTEXT if "vision" in model.capabilities else _LEAST_CONTEXT)
    at_load = ((name, given[name]) for name, usual in _AT_LOAD.items() if given.get(name, usual) != usual)
    single = "embedding" in model.capabilities or model.family in _ONE_AT_A_TIME
    parallel = 1 if single else settings.num_parallel
    return Wish(model, context, not asked, tuple(at_load), parallel, pace, keep, fault)


def load(wish: Wish, clock: Clock, settings: Settings, release: Release, hangup: Hangup | None) -> None:
    """Take the time that loading takes. Raises: Refusal in the release's words, ClientGone."""
    runner = "llama-server" if release.has(LLAMA_SERVER) else "llama runner"
    match wish.fault:
        case LoadFails(exit_status=status, last_line=line):
            ended = f"{runner} process has terminated: exit status {status}"
            raise Refusal(500, f"{ended}: {line}" if line else ended)
        case LoadStalls():
            clock.wait(settings.load_timeout if settings.load_timeout > 0 else math.inf, hangup)
            progress = "" if release.has(LLAMA_SERVER) else "progress 0.00 - "
            raise Refusal(500, f"timed out waiting for {runner} to start - {progress}")
        case SlowLoad(seconds=seconds):
            clock.wait(seconds, hangup)
        case _:
            clock.wait(wish.pace.load_seconds, hangup)


def out_of_memory(need: int, free: int, release: Release, *, gpu: bool = True) -> Refusal:
    """The refusal for a model of `need` bytes where `free` ones are left."""
    if not release.has(LLAMA_SERVER):
        return Refusal(500, f"model requires more system memory ({_gib(need)}) than is available ({_gib(free)})")
    line = f"ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate buffer of size {need}"
    line = "cudaMalloc failed: out of memory" if gpu else line
    return Refusal(500, f"llama-server process has terminated: exit status 1: {line}")


def _gib(size: int) -> str:
    for unit, name in ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} B"
