"""How fast the model is and where it runs, and what asking it has loaded; which only --deep finds out."""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.doctor.check import Check, Finding, Link, not_needed, passed
from agwctl.doctor.facts.deep import Deep
from agwctl.doctor.facts.fact import known
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes import models
from agwctl.models.processor import processor

__all__ = ["META", "run"]

META = Check(
    "speed-is-told",
    Link.PLACEMENT,
    "how fast a model of {server} is, and what asking it has loaded",
    ids=(),
    needs=("models-are-there",),
    only_deep=True,
    matters=False,
)


def run(facts: Facts) -> Finding:
    found = known(facts.deep)
    if found.server != facts.server.server.url:
        return not_needed(f"asked was {found.server or 'the gateway'}")
    if not any(each.is_good and each.is_direct for each in found.answers):
        return not_needed("the model gave no answer")
    summary = f"{found.model}: {', '.join(_measured(found)) or 'how fast it is did not show'}"
    loaded = found.loaded
    if found.was_loaded or loaded is None:
        return passed(summary)
    told = passed(f"{summary}; it was loaded for this ({loaded.size / 1e9:.1f} GB)")
    return told._replace(fixes=(models.stop(facts, found.model),))


def _measured(found: Deep) -> Iterator[str]:
    loaded = found.loaded
    if found.tokens_per_second is not None:
        yield f"{found.tokens_per_second:.{0 if found.tokens_per_second >= 10 else 1}f} tokens/s"
    if loaded is not None:
        yield processor(loaded.size, loaded.size_vram)
        yield f"context {loaded.context_length}"
    if found.load_seconds is not None:
        yield f"loaded in {found.load_seconds:.1f} s"
