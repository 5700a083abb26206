"""Where a running model is: the PROCESSOR column of `ollama ps`."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Split", "processor", "split"]


class Split(NamedTuple):
    """Whole percent; together they are 100."""

    cpu: int
    gpu: int


def split(size: int, size_vram: int) -> Split | None:
    """The shares of CPU and GPU; None where the server's figures contradict each other."""
    if size_vram == 0:
        return Split(100, 0)
    if size_vram == size:
        return Split(0, 100)
    if size == 0 or size_vram > size:
        return None
    cpu = int((size - size_vram) / size * 100 + 0.5)  # halves go up, not to the even neighbour
    return Split(cpu, 100 - cpu)


def processor(size: int, size_vram: int) -> str:
    """`100% GPU`, `48%/52% CPU/GPU`, `Unknown`."""
    shares = split(size, size_vram)
    if shares is None:
        return "Unknown"
    if size_vram in (0, size):
        return "100% GPU" if size_vram else "100% CPU"
    return f"{shares.cpu}%/{shares.gpu}% CPU/GPU"
