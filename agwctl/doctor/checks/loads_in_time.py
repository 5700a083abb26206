"""A model is loaded before somebody gives up waiting for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agwctl.doctor.check import Check, Finding, Fix, Link, failed, noted, passed, warned
from agwctl.doctor.evidence.texts import current_lines, pasted, tell, trace
from agwctl.doctor.evidence.wanted import wanted
from agwctl.doctor.facts.configuration import TimeLimit
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.environment import give
from agwctl.doctor.fixes.models import warm
from agwctl.doctor.fixes.store import larger_disk, own_store
from agwctl.models.figures import size

__all__ = ["META", "run"]

META = Check(
    "loads-in-time",
    Link.QUEUE,
    "models of {server} are loaded before somebody gives up waiting",
    ids=("C08", "C09"),
    needs=(
        "it-is-ollama",
        "host-is-accepted",
    ),
    matters=False,
)

_GIVEN_UP = re.compile(r"timed out waiting for (?:llama runner|llama-server) to start", re.IGNORECASE)
_LEFT = re.compile(
    r"client connection closed before (?:server|llama-server|llama runner) finished loading", re.IGNORECASE
)
_HUNG_UP = re.compile(r'\| 499 \|.*\| POST\s+"/(?:api/(?:chat|generate|embed)|v1/)')
_CLIENTS = re.compile(
    r"ReadTimeout|APITimeoutError|Request timed out|timed out after \d+|Client\.Timeout exceeded while awaiting headers"
    r"|HeadersTimeoutError|upstream call timeout",
    re.IGNORECASE,
)
_STARTED = re.compile(r"(?:llama-server|llama runner|runner) started in ([\d.]+) seconds")
_NETWORK = ("nfs", "cifs", "smb", "9p", "fuse.sshfs", "fuse.rclone", "fuse.s3", "glusterfs", "ceph", "drvfs")
_FAST, _SLOW = 3e9, 1.1e8
"""Bytes a second that the fastest disks bring, and a network of 1 Gbit/s."""


def run(facts: Facts) -> Finding:
    steps = (_by_text, _by_log, _by_size, _by_storage)
    found = next((finding for step in steps for finding in step(facts)), None)
    return found or passed("nothing is known of a load that takes too long")


def _by_text(facts: Facts) -> Iterator[Finding]:
    if (found := trace(facts, _GIVEN_UP)) is not None:
        kind = _network_filesystem(facts)
        slow = f": the models are on {kind}" if kind else ", as on a slow or a network disk"
        fixes = [give(facts, "let a load take its time", {"OLLAMA_LOAD_TIMEOUT": "30m"}), *_local_disk(facts)]
        yield tell(found, failed("C09", f"Ollama gave up loading a model that did not get on{slow}", fixes=fixes))
    if (found := trace(facts, _LEFT)) is not None:
        summary = "a client hung up while its model was being loaded, which ends the load: the next one begins anew"
        yield tell(found, failed("C08", summary, fixes=_wait(facts)))
    if (found := trace(facts, _HUNG_UP)) is not None:
        yield noted("C08", "a client hung up before it had an answer (status 499)", [found.evidence], _wait(facts))
    if (found := pasted(facts, _CLIENTS)) is not None and not known_or(facts.server.ps, ()):
        summary = (
            "a client gave up waiting, and no model is loaded: probably the load takes longer than the client waits"
        )
        yield tell(found, failed("C08", summary, ["GET /api/ps: no models"], _wait(facts)))


def _by_log(facts: Facts) -> Iterator[Finding]:
    """What loading took since the server was started, and the shortest limit on the way."""
    took = [float(found[1]) for line in current_lines(facts, " started in ") if (found := _STARTED.search(line))]
    limit = _shortest(facts)
    if limit is not None and took and max(took) > limit.seconds:
        gives_up = f"the gateway gives up after {limit.seconds:g} s ({limit.where})"
        summary = f"a model took {max(took):.0f} s to load, and {gives_up}"
        yield warned("C08", summary, [f"log: started in {max(took):.1f} seconds"], _wait(facts))


def _by_size(facts: Facts) -> Iterator[Finding]:
    limit = _shortest(facts)
    kind = _network_filesystem(facts)
    for one in wanted(facts):
        if limit is None or one.entry is None or one.is_cloud or one.running is not None:
            continue
        least = one.entry.size / (_SLOW if kind else _FAST)
        if least > limit.seconds:
            at = f"over {kind}" if kind else "from the fastest disk"
            takes = f"{one.name} ({size(one.entry.size)}) takes {least:.0f} s to load {at} at least"
            summary = f"{takes}, and the gateway gives up after {limit.seconds:g} s ({limit.where})"
            yield warned(
                "C08", summary, [f"GET /api/ps: {one.name} is not loaded"], [warm(facts, one.name), _raise(limit)]
            )


def _by_storage(facts: Facts) -> Iterator[Finding]:
    kind, store = _network_filesystem(facts), own_store(facts)
    if kind and store is not None:
        yield noted(
            "C09", f"{store.path} is on {kind}: models take long to load", [f"{store.path}: {kind}"], _local_disk(facts)
        )


def _wait(facts: Facts) -> list[Fix]:
    names = [one.name for one in wanted(facts) if one.entry is not None and not one.is_cloud]
    names += [each.name for each in known_or(facts.server.tags, ()) if not each.remote_model]
    limit = _shortest(facts)
    fixes = [warm(facts, names[0])] if names else []
    return [
        *fixes,
        _raise(limit) if limit is not None else Fix("let the client wait longer: 10 minutes for a first answer"),
    ]


def _raise(limit: TimeLimit) -> Fix:
    return Fix(f"write 10m at {limit.where}, and let clients wait as long")


def _shortest(facts: Facts) -> TimeLimit | None:
    """The shortest time limit of the configuration, if this server is one of its own."""
    if facts.configuration is None or not facts.server.server.models:
        return None
    limits = (each for each in facts.configuration.time_limits if each.seconds > 0)
    return min(limits, key=lambda each: each.seconds, default=None)


def _network_filesystem(facts: Facts) -> str:
    store = own_store(facts)
    kind = store.filesystem.lower() if store is not None else ""
    return kind if kind.startswith(_NETWORK) else ""


def _local_disk(facts: Facts) -> list[Fix]:
    return (
        [larger_disk(facts)._replace(title="keep the models on a disk of this machine")]
        if _network_filesystem(facts)
        else []
    )
