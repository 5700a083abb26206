"""Requests are taken, and wait no longer than they have to."""

from __future__ import annotations

import re

from agwctl.doctor.check import Check, Finding, Fix, Link, failed, noted, passed
from agwctl.doctor.evidence.server_settings import number, server_variable
from agwctl.doctor.evidence.texts import tell, trace
from agwctl.doctor.facts.fact import Unread, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.environment import give

__all__ = ["META", "run"]

META = Check(
    "queue-has-room",
    Link.QUEUE,
    "{server} takes the requests that come at the same time",
    ids=("C11",),
    needs=(
        "it-is-ollama",
        "host-is-accepted",
    ),
    matters=False,
)

_FULL = re.compile(r"server busy, please try again|maximum pending requests exceeded", re.IGNORECASE)
_TURNED_AWAY = re.compile(r'\| 503 \|.*\| POST\s+"/(?:api/(?:chat|generate|embed)|v1/)')
"""A full queue is the only 503 that Ollama gives to requests for models that it runs itself."""
_SHORT = 16
"""Requests that may wait under which a page with several questions at once fills the queue."""
_DEFAULT = 512


def run(facts: Facts) -> Finding:
    settings = {name: server_variable(facts, name) for name in ("OLLAMA_MAX_QUEUE", "OLLAMA_NUM_PARALLEL")}
    length, parallel = map(number, settings.values())
    said = [
        f"{setting.source}: {name}={setting.value}"
        for name, setting in settings.items()
        if not isinstance(setting, Unread) and setting.value
    ]
    clouds = any(each.remote_model for each in known_or(facts.server.tags, ()))
    if (found := trace(facts, _FULL) or (None if clouds else trace(facts, _TURNED_AWAY))) is not None:
        waiting = f"more than {length or _DEFAULT} requests were waiting"
        summary = f"{waiting}, and one model answers {parallel or 1} at a time"
        return tell(found, failed("C11", summary, said, _fixes(facts, parallel or 1)))
    if length is not None and length < _SHORT:
        summary = f"only {length} requests may wait (OLLAMA_MAX_QUEUE): others get status 503"
        fix = give(facts, "let more requests wait", {"OLLAMA_MAX_QUEUE": str(_DEFAULT)})
        return noted("C11", summary, said, [fix])
    return passed("nothing is known of requests that were turned away")


def _fixes(facts: Facts, parallel: int) -> list[Fix]:
    at_once = {"OLLAMA_NUM_PARALLEL": str(max(4, 2 * parallel))}
    return [
        Fix("send fewer requests at once, and try again after a pause: a limit in the client or at the gateway"),
        give(
            facts, "if the memory is enough, let a model answer more at once; each takes its own for context", at_once
        ),
    ]
