"""What launchd gives to every app that is opened from now on."""

from __future__ import annotations

from collections.abc import Mapping

from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.system import System

__all__ = ["launchctl"]

_NAMES = (
    "OLLAMA_HOST", "OLLAMA_ORIGINS", "OLLAMA_MODELS", "OLLAMA_CONTEXT_LENGTH", "OLLAMA_KEEP_ALIVE",
    "OLLAMA_NUM_PARALLEL", "OLLAMA_MAX_LOADED_MODELS", "OLLAMA_KV_CACHE_TYPE", "OLLAMA_FLASH_ATTENTION",
)  # fmt: skip


def launchctl(system: System) -> Mapping[str, str] | Unread:
    """The variables of Ollama's that are set; launchd tells one at a time."""
    if system.platform != "darwin":
        return Unread("this is not macOS")
    found = {}
    for name in _NAMES:
        ran = system.run(("launchctl", "getenv", name), 1.0)
        if ran is None:
            return Unread("launchctl does not answer")
        value = ran.out.rstrip("\n")
        if ran.code == 0 and value:
            found[name] = value
    return found
