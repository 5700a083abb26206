"""Whether a model that a server has fits there, in a word and a reason: for a list of many."""

from __future__ import annotations

from functools import cache

from agwctl.models.figures import binary_size
from agwctl.models.fit import Placement
from agwctl.models.fitting import Question, answer, shape_shown
from agwctl.models.hardware import this_machine
from agwctl.models.memory import Memory
from agwctl.ollama.address import Address
from agwctl.ollama.client import Listed, Shown

__all__ = ["fit_of"]

_measured = cache(this_machine)


def fit_of(address: Address, entry: Listed, shown: Shown) -> tuple[str, str]:
    """`yes`, `no` or `unknown`, and why it is not a plain yes; of other machines nothing is known."""
    if entry.remote_model:
        return "yes", ""
    if not address.is_loopback:
        return "unknown", ""
    return fit_into(_measured(), entry, shown)


def fit_into(memory: Memory, entry: Listed, shown: Shown) -> tuple[str, str]:
    found = answer(Question(entry.name), memory, shape_shown(entry, shown))
    assert found is not None  # it has a shape
    match found.fit.placement:
        case Placement.NO:
            return "no", f"needs {binary_size(found.needed.total)} of memory at context {found.context}, less is free"
        case Placement.PARTLY:
            layers = f"{found.fit.layers_on_gpu} of {found.needed.layers} layers"
            return "yes", f"only {layers} fit on the GPU at context {found.context}"
        case Placement.UNKNOWN:
            return "unknown", found.fit.unknown
    return "yes", ""
