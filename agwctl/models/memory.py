"""The memory that is free for a model: of this machine, or of figures that were given."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

__all__ = ["GIB", "Memory", "amount", "given"]

GIB = 2**30

_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?", re.IGNORECASE)
_POWERS = {"": 0, "k": 10, "m": 20, "g": 30, "t": 40}


@dataclass(frozen=True, slots=True)
class Memory:
    """Free bytes. None means that it cannot be told, which is not the same as none."""

    ram: int | None
    gpus: tuple[int, ...] | None
    """Of each graphics card; empty when there is none."""
    is_shared: bool = False
    """Whether the graphics card's memory is part of the RAM, as on Apple silicon."""
    where: str = "this machine"
    unknown: str = ""
    """Why something cannot be told."""

    @property
    def vram(self) -> int:
        return sum(self.gpus or ())

    def with_freed(self, size: int, size_vram: int) -> Memory:
        """The memory once a running model is unloaded, of whose `size` bytes `size_vram` are in graphics memory."""
        ram = None if self.ram is None else self.ram + (size if self.is_shared else size - size_vram)
        gpus = self.gpus and (self.gpus[0] + size_vram, *self.gpus[1:])
        return replace(self, ram=ram, gpus=gpus)


def amount(text: str) -> int:
    """Bytes of `16G`, `16GB`, `16GiB`, `512m` or a bare number; memory is measured in powers of two.

    Raises: ValueError.
    """
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no amount of memory: write it like 16G or 512M")
    return int(float(found[1]) * 2 ** _POWERS[found[2].lower()])


def given(ram: str | None, vram: str | None) -> Memory:
    """Memory by its figures; a machine of which only the RAM is given has no graphics card.

    `vram` may hold one figure for each card, separated by commas. Raises: ValueError.
    """
    cards = tuple(size for each in (vram or "").split(",") if each.strip() and (size := amount(each)))
    free = None if ram is None else amount(ram)
    return Memory(free, cards, where="the given figures", unknown="" if ram else "no RAM is given: --ram 16G")
