"""The faults of a scenario → those that the stand-in runs into."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator
from typing import Any

from agwctl.ollama import faults as played
from agwctl.ollama.scenario.document import Scenario
from agwctl.ollama.scenario.faults import LoadFailure, ModelFault, PathFault
from agwctl.ollama.scenario.models import ModelEntry
from agwctl.source.plain import plain

__all__ = ["of_model", "of_path", "troubles"]

_MADE: dict[str, tuple[Callable[..., played.ModelFault], str | None]] = {
    "out_of_memory": (played.OutOfMemory, None),
    "load_fails": (played.LoadFails, "last_line"),
    "load_stalls": (played.LoadStalls, None),
    "slow_load": (played.SlowLoad, "seconds"),
    "slow_first_token": (played.SlowFirstToken, "seconds"),
    "crash_after_tokens": (played.Crash, "after_tokens"),
    "close_after_tokens": (played.CutOff, "after_tokens"),
    "hang_after_tokens": (played.Hang, "after_tokens"),
    "dies_idle": (played.DiesIdle, None),
    "queue_full": (played.QueueFull, None),
    "context_overflow": (played.ContextOverflow, None),
    "unauthorized": (functools.partial(played.Denied, status=401), None),
    "forbidden": (functools.partial(played.Denied, status=403), None),
}
"""Field of a model's fault → what it makes, and what the field's value is called there."""


def troubles(scenario: Scenario) -> Iterator[played.ModelFault | played.PathFault]:
    """All faults, those of a model in its own order."""
    for entry in scenario.models or ():
        if isinstance(entry, ModelEntry):
            for fault in entry.faults:
                yield of_model(fault, entry.name)
    for each in scenario.faults:
        yield of_path(each)


def of_model(fault: ModelFault, model: str) -> played.ModelFault:
    """A fault as it is played; `model` is a name, or `*` for all."""
    assert fault.which is not None, "a fault that does nothing was refused when the scenario was read"
    make, field = _MADE[fault.which]
    value = fault.value
    about = {"model": model, **_often(fault)}
    if isinstance(value, LoadFailure):
        return make(exit_status=value.exit_status, last_line=value.last_line, **about)
    return make(**about) if field is None else make(**{field: value}, **about)


def of_path(fault: PathFault) -> played.PathFault:
    """The same for a fault on a path."""
    return played.PathFault(
        path=fault.path,
        method=None if fault.method == "*" else fault.method,
        delay=fault.delay or 0.0,
        status=fault.status,
        headers=_headers(fault),
        body=_body(fault),
        hang=fault.hang,
        refuse=fault.refuse,
        close_after=fault.close_after,
        **_often(fault),
    )


def _often(fault: ModelFault | PathFault) -> dict[str, Any]:
    return {"times": fault.times, "probability": 1.0 if fault.probability is None else fault.probability}


def _headers(fault: PathFault) -> dict[str, str]:
    if fault.status is None or any(name.lower() == "content-type" for name in fault.headers):
        return fault.headers
    kind = "application/json; charset=utf-8" if isinstance(fault.body, dict) else "text/plain; charset=utf-8"
    return {"Content-Type": kind, **fault.headers} if fault.body is not None else fault.headers


def _body(fault: PathFault) -> bytes:
    if isinstance(fault.body, dict):
        value = {key: plain(node) for key, node in fault.body.items()}
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return (fault.body or "").encode()
