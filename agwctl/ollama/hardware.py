"""The machine under the stand-in: how much memory it has, and where a model's layers come to lie."""

from __future__ import annotations

from dataclasses import dataclass

from agwctl.ollama.footprint import Footprint

__all__ = ["SMALLEST_CONTEXT", "Hardware", "Placement"]

GIB = 2**30
_CONTEXT_BY_VRAM = ((47 * GIB, 262_144), (23 * GIB, 32_768))
SMALLEST_CONTEXT = 4096


@dataclass(frozen=True, slots=True)
class Placement:
    """Bytes that a loaded model takes: all of them, and those on GPUs; equal when no layer is left to the CPU."""

    size: int
    size_vram: int

    @property
    def size_ram(self) -> int:
        return self.size - self.size_vram


@dataclass(frozen=True, slots=True)
class Hardware:
    """Memory that is free for models, in bytes; without figures everything fits, on the CPU."""

    ram: int = 2**50
    vram: int = 0
    """Of all GPUs together."""
    gpus: int = 0
    """One when there is `vram`."""

    def __post_init__(self) -> None:
        if self.vram and not self.gpus:
            object.__setattr__(self, "gpus", 1)

    @property
    def context(self) -> int:
        """The context that Ollama chooses for this much VRAM when nobody says."""
        return next((context for least, context in _CONTEXT_BY_VRAM if self.vram >= least), SMALLEST_CONTEXT)

    @property
    def max_loaded(self) -> int:
        """Models that Ollama keeps loaded when nobody says."""
        return 3 * max(1, self.gpus)

    def free(self, taken: Placement) -> int:
        """The memory that decides whether one more model fits beside what is `taken`: VRAM where there is any."""
        return self.vram - taken.size_vram if self.vram else self.ram - taken.size_ram

    def place(self, need: Footprint, taken: Placement, num_gpu: int = -1) -> Placement | None:
        """Where a model goes beside what is `taken`; None when there is no room.

        `num_gpu` is the number of layers to put on GPUs; below 0 as many as fit.
        """
        free = self.vram - taken.size_vram
        on_gpu = self._on_gpu(need, free, num_gpu)
        if on_gpu > max(0, free) or need.size - on_gpu > self.ram - taken.size_ram:
            return None
        return Placement(need.size, on_gpu)

    def _on_gpu(self, need: Footprint, free: int, num_gpu: int) -> int:
        if not self.vram:
            return 0
        if num_gpu < 0 and need.size > free:
            num_gpu = max(0, free) * need.layers // need.size
        layers = need.layers if num_gpu < 0 else min(num_gpu, need.layers)
        return need.size * layers // need.layers
