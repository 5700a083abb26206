"""Whether models fit into the memory of the server's machine, when that is this one."""

from __future__ import annotations

from collections.abc import Iterable

from agwctl.doctor.evidence.context_size import context_of
from agwctl.doctor.evidence.port_owner import runs_here
from agwctl.doctor.evidence.server_settings import number, server_variable
from agwctl.doctor.facts.fact import CannotTell, Unread, known, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.models.fit import CACHE_BYTES, Placement
from agwctl.models.fitting import Answer, Question, answer, shape_shown
from agwctl.models.memory import Memory
from agwctl.ollama.replies import Listed, Shown

__all__ = ["fit_of", "free_memory", "largest_that_fits", "parallel"]


def free_memory(facts: Facts, *, beside: Iterable[str] = ()) -> Memory:
    """What a model finds once others made room, except those with the digests `beside`, which stay.

    Raises: CannotTell when it is another machine's, or was not read.
    """
    if not runs_here(facts):
        raise CannotTell("the memory of the machine that it runs on is not known")
    memory, stay = known(facts.hardware).memory, frozenset(beside)
    for row in known_or(facts.server.ps, ()):
        if row.digest not in stay:
            memory = memory.with_freed(row.size, row.size_vram)
    return memory


def fit_of(facts: Facts, entry: Listed, shown: Shown | None, memory: Memory, context: int | None = None) -> Answer:
    """Where it would run with the server's own context, parallel requests and cache; `context` takes their place."""
    told = shown or Shown(entry.details, None, entry.capabilities)
    tokens = context_of(facts, told, None)
    question = Question(entry.name, context or (tokens.tokens if tokens else None), parallel(facts), _cache(facts))
    found = answer(question, memory, shape_shown(entry, told))
    assert found is not None  # it has a shape
    return found


def largest_that_fits(facts: Facts, memory: Memory, below: int | None = None) -> str | None:
    """The largest of the models that are there and fit; of those whose files have fewer bytes than `below`, if any."""
    local = [each for each in known_or(facts.server.tags, ()) if not each.remote_model]
    local = [each for each in local if below is None or each.size < below]
    for entry in sorted(local, key=lambda each: -each.size):
        shown = facts.server.shown.get(entry.name)
        found = fit_of(facts, entry, None if isinstance(shown, Unread) else shown, memory)
        if found.fit.placement not in (Placement.NO, Placement.UNKNOWN):
            return entry.name
    return None


def parallel(facts: Facts) -> int:
    """OLLAMA_NUM_PARALLEL, as far as it is known."""
    return number(server_variable(facts, "OLLAMA_NUM_PARALLEL")) or 1


def _cache(facts: Facts) -> str:
    setting = server_variable(facts, "OLLAMA_KV_CACHE_TYPE")
    return setting.value.lower() if not isinstance(setting, Unread) and setting.value.lower() in CACHE_BYTES else "f16"
