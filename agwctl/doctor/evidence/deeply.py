"""What the checks of --deep have in common: the generations, and the entries that their errors belong to."""

from __future__ import annotations

import re

from agwctl.doctor.check import not_needed
from agwctl.doctor.facts.deep import Deep, Generated
from agwctl.doctor.facts.facts import Facts

__all__ = ["NO_GATEWAY", "entry", "has_gateway", "through"]

NO_GATEWAY = not_needed("no model was asked through a gateway")

_ENTRIES = (
    (r"unauthorized|signed in|requires a subscription", "B13"),
    (r"cloud is disabled", "B14"),
    (r"requires more system memory", "D01"),
    (r"signal: killed|exit status 137", "D02"),
    (r"out of memory|cudaMalloc|OutOfDeviceMemory|failed to allocate", "D03"),
    (r"timed out waiting for .* to start", "C09"),
    (r"not done after", "C16"),
    (r"maximum pending requests", "C11"),
    (r"longer than the context length|exceeds the available context", "C14"),
    (r"invalid file magic|no longer compatible|unknown model architecture", "B18"),
    (r"unexpectedly stopped|process has terminated|process no longer running", "D08"),
    (r"connection (ended|was reset)|hung up", "G06"),
    (r"not found", "B01"),
    (r"does not support (chat|generate)", "B09"),
)
"""What a model's server says when a generation fails; the first pattern that fits counts."""


def has_gateway(facts: Facts) -> bool:
    """Whether there is one that somebody could be asked through."""
    return facts.gateway is not None and not facts.gateway.is_down


def through(found: Deep) -> tuple[Generated, ...]:
    return tuple(each for each in found.answers if not each.is_direct)


def entry(error: str) -> str:
    """Of the catalogue of failures; of an error that no entry is for, that of a crash without a reason."""
    return next((id for pattern, id in _ENTRIES if re.search(pattern, error)), "D08")
