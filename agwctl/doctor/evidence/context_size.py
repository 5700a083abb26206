"""How many tokens of context a model has on a server, and who says so."""

from __future__ import annotations

import re
from typing import NamedTuple

from agwctl.doctor.evidence.port_owner import runs_here
from agwctl.doctor.evidence.server_settings import number, server_variable
from agwctl.doctor.evidence.texts import current_lines
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Facts
from agwctl.models.memory import GIB
from agwctl.ollama.release import CONTEXT_BY_VRAM
from agwctl.ollama.replies import Running, Shown

__all__ = ["Tokens", "context_of", "modelfile_context", "trained_context"]

_BY_VRAM = ((47 * GIB, 262_144), (23 * GIB, 32_768), (0, 4096))
"""By all graphics memory, since 0.15.5. Source: ollama server/routes.go."""
_DEFAULT = 4096
_LOGGED = re.compile(r"default_num_ctx=(\d+)")


class Tokens(NamedTuple):
    """A length of context."""

    tokens: int
    source: str
    is_default: bool = False
    """Whether nobody chose it."""


def context_of(facts: Facts, shown: Shown | None, running: Running | None) -> Tokens | None:
    """As /api/ps measures it; of a model that is not loaded what the next request will get. None: not known."""
    if running is not None and running.context_length:
        chosen = modelfile_context(shown) or number(server_variable(facts, "OLLAMA_CONTEXT_LENGTH"))
        return Tokens(running.context_length, "GET /api/ps", is_default=not chosen)
    if (own := modelfile_context(shown)) is not None:
        return _capped(Tokens(own, "its Modelfile"), shown)
    setting = server_variable(facts, "OLLAMA_CONTEXT_LENGTH")
    if not isinstance(setting, Unread) and number(setting):
        return _capped(Tokens(number(setting) or 0, f"OLLAMA_CONTEXT_LENGTH of {setting.source}"), shown)
    default = _default(facts)
    return None if default is None else _capped(default, shown)


def modelfile_context(shown: Shown | None) -> int | None:
    """`PARAMETER num_ctx`."""
    found = re.search(r"^num_ctx\s+(\d{1,9})\s*$", shown.parameters, re.MULTILINE) if shown is not None else None
    return int(found[1]) if found is not None else None


def trained_context(shown: Shown | None) -> int | None:
    """The most that the model was made for."""
    info = (shown.model_info if shown is not None else None) or {}
    value = info.get(f"{info.get('general.architecture')}.context_length")
    return value if isinstance(value, int) and value > 0 else None


def _default(facts: Facts) -> Tokens | None:
    for line in reversed(current_lines(facts, "default_num_ctx=")):
        if found := _LOGGED.search(line):
            return Tokens(int(found[1]), "its log: vram-based default context", is_default=True)
    version = facts.server.release
    if version and version < CONTEXT_BY_VRAM:
        return Tokens(_DEFAULT if version >= (0, 6, 7) else 2048, "the default of this release", is_default=True)
    hardware = facts.hardware
    if not runs_here(facts) or isinstance(hardware, Unread) or hardware.gpus is None:
        return None
    total = sum(each.total for each in hardware.gpus)
    tokens = next(tokens for least, tokens in _BY_VRAM if total >= least)
    return Tokens(tokens, "the default for this graphics memory" if hardware.gpus else "the default", True)


def _capped(found: Tokens, shown: Shown | None) -> Tokens:
    trained = trained_context(shown)
    return found if trained is None or found.tokens <= trained else found._replace(tokens=trained)
