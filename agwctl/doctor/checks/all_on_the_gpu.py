"""A loaded model is on the graphics card as a whole."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Fix, Link, not_needed, passed, warned
from agwctl.doctor.evidence.context_size import context_of
from agwctl.doctor.evidence.room import fit_of, free_memory, parallel
from agwctl.doctor.evidence.server_settings import server_variable
from agwctl.doctor.facts.fact import CannotTell, Unread, known
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.environment import give
from agwctl.doctor.fixes.models import stop, with_context
from agwctl.models.figures import binary_size
from agwctl.ollama.replies import Running, Shown

__all__ = ["META", "run"]

META = Check(
    "all-on-the-gpu",
    Link.PLACEMENT,
    "the models that {server} has on the graphics card are there as a whole",
    ids=("C03", "D04", "C12"),
    needs=(
        "it-is-ollama",
        "host-is-accepted",
    ),
    matters=False,
)

_AUTOMATIC = (32_768, 262_144)
"""Contexts that Ollama takes by itself where there is much graphics memory."""
_SPARING = 8192
_LEAST = 2048
_MOST = 2


def run(facts: Facts) -> Finding:
    rows = known(facts.server.ps)
    spilled = [row for row in rows if 0 < row.size_vram < row.size]
    if spilled:
        return _spilled(facts, max(spilled, key=lambda row: row.size - row.size_vram), rows)
    on_gpu = [row.name for row in rows if row.size_vram]
    if not on_gpu:
        return not_needed("no model is on a graphics card now")
    return passed(f"{', '.join(on_gpu)}: as a whole on the GPU")


def _spilled(facts: Facts, row: Running, rows: tuple[Running, ...]) -> Finding:
    percent = 100 * row.size_vram // row.size
    share = f"{percent} % of {row.name} is on the GPU, the rest on the CPU, which slows all of it"
    sizes = f"size {row.size}, size_vram {row.size_vram}, context_length {row.context_length}"
    too_much = f"{binary_size(row.size - row.size_vram)} too much for the card"
    evidence = [f"GET /api/ps: {row.name} {sizes}", too_much]
    others = [stop(facts, each.name) for each in rows if each.name != row.name and each.size_vram]
    shown = facts.server.shown.get(row.name)
    told = context_of(facts, shown if isinstance(shown, Shown) else None, row)
    if told is not None and told.is_default and row.context_length in _AUTOMATIC:
        title = f"set a context that leaves room, instead of the {row.context_length} that Ollama takes by itself"
        fix = give(facts, title, {"OLLAMA_CONTEXT_LENGTH": str(_context(facts, row) or _SPARING)})
        likely = "probably " if isinstance(server_variable(facts, "OLLAMA_CONTEXT_LENGTH"), Unread) else ""
        chosen = f"Ollama {likely}chose a context of {row.context_length} tokens by itself"
        return warned("D04", f"{share}: {chosen}", evidence, [fix, *others][:_MOST])
    if parallel(facts) > 1:
        many = f"{parallel(facts)} requests at once have {row.context_length} tokens each (OLLAMA_NUM_PARALLEL)"
        fix = give(facts, "let a model answer one request at a time", {"OLLAMA_NUM_PARALLEL": "1"})
        return warned("C12", f"{share}: {many}", evidence, [fix, *others][:_MOST])
    return warned("C03", share, evidence, [*others, *_fixes(facts, row)][:_MOST])


def _fixes(facts: Facts, row: Running) -> list[Fix]:
    context = _context(facts, row)
    cache = "keep the cache in 8 bits: half the memory for the context"
    smaller = give(facts, cache, {"OLLAMA_FLASH_ATTENTION": "1", "OLLAMA_KV_CACHE_TYPE": "q8_0"})
    if context is not None and _LEAST <= context < row.context_length:
        return [with_context(facts, row.name, context), smaller]
    return [smaller, Fix("use a smaller model, or a smaller quantisation of it")]


def _context(facts: Facts, row: Running) -> int | None:
    """The longest with which it fits on the cards alone; None when that is not known."""
    entry = next((each for each in known(facts.server.tags) if each.digest == row.digest), None)
    shown = facts.server.shown.get(entry.name) if entry is not None else None
    if entry is None or not isinstance(shown, Shown):
        return None
    try:
        return fit_of(facts, entry, shown, free_memory(facts), row.context_length).largest_on_gpu
    except CannotTell:
        return None
