"""Every check, one module each, in the order of blame: what stands further up is told first.

A line may be added anywhere within its link; `tests/doctor/test_registry.py` compares the list with the folder.
"""

from __future__ import annotations

import importlib
from typing import cast

from agwctl.doctor.check import CheckModule

__all__ = ["CHECKS", "check"]

CHECKS = (
    # name
    # proxy
    # route
    # listener
    "ollama-listening",
    # identity
    # protocol
    # guard
    # version
    # model
    "models-are-there",
    "model-is-named",
    # capability
    "model-can-do-it",
    "cloud-is-signed-in",
    # memory
    # placement
    # context
    # queue
    # gateway
    # client
)


def check(id: str) -> CheckModule:
    """The module of a check, imported on demand."""
    return cast(CheckModule, importlib.import_module(f"agwctl.doctor.checks.{id.replace('-', '_')}"))
