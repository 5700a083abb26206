"""Runs a case: starts its upstreams and its gateway, sends its steps, tells where the answers differ.

Every case has upstreams, ports and a folder of its own, so that any number of them run at the same time.
"""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.ports import refusing_port
from tests.conformance import compare, upstream
from tests.conformance.certificates import write_certificate
from tests.conformance.gateway import Gateway
from tests.conformance.placeholders import fill, free_port, unfill
from tests.conformance.recordings import Case, Step
from tests.conformance.wire import Reply, request

__all__ = ["Outcome", "Taken", "run"]

PORTS = {"data": "@PORT@", "data2": "@PORT2@", "admin": "", "stats": "", "ready": ""}
ADDRESSES = {"ADMIN_ADDR": "admin", "STATS_ADDR": "stats", "READINESS_ADDR": "ready"}
NEEDS_TLS = re.compile(r"@TL?@|/(cert|key)\.pem")
RELOAD = 1.5
"""Seconds from a new configuration in the file to the request that must meet it."""
LOG_RESTS = 0.1
"""Seconds without a new line after which no earlier request is still being logged."""
LOG_LINES = 2.0
"""Seconds in which the access log lines of a step must have been written."""


@dataclass(frozen=True)
class Taken:
    """One step as it went: what was observed, and where that differs from the recording."""

    step: Step
    got: dict[str, Any]
    differences: list[str]


@dataclass
class Outcome:
    """A case as it went; `trouble` says why its gateway did not start, or how it ended."""

    steps: list[Taken] = field(default_factory=list)
    trouble: str | None = None

    @property
    def agrees(self) -> bool:
        return self.trouble is None and not any(taken.differences for taken in self.steps)


@dataclass(frozen=True)
class Stage:
    """What the steps of one case share."""

    gateway: Gateway
    config: Path
    ports: dict[str, int]
    marks: dict[str, str]
    seen: upstream.Seen


def run(case: Case, compat: str, *, to_first_difference: bool = False) -> Outcome:
    """Runs every step, or those up to the first that differs."""
    outcome = Outcome()
    with staged(case, compat) as stage:
        outcome.trouble = stage.gateway.wait()
        for step in case.steps if outcome.trouble is None else ():
            taken = take(step, stage)
            outcome.steps.append(taken)
            outcome.trouble = stage.gateway.ended()
            if outcome.trouble or (to_first_difference and taken.differences):
                break
        stopped = stage.gateway.stop()
        outcome.trouble = outcome.trouble or stopped
    return outcome


@contextmanager
def staged(case: Case, compat: str) -> Iterator[Stage]:
    seen = upstream.Seen()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="agwctl-case-")))
        ports = {name: free_port() for name in PORTS}
        marks = {mark: str(ports[name]) for name, mark in PORTS.items() if mark}
        marks |= upstream_marks(case, seen, folder, stack)
        nobody = stack.enter_context(refusing_port(free_port()))
        marks |= {"@D@": f"127.0.0.1:{nobody}", "@DIR@": str(folder)}
        for name, text in case.files.items():
            (folder / name).write_text(fill(text, marks), encoding="utf-8")
        config = folder / "config.yaml"
        config.write_text(fill(case.config, marks), encoding="utf-8")
        environ = {name: f"127.0.0.1:{ports[port]}" for name, port in ADDRESSES.items()} | {"IPV6_ENABLED": "false"}
        environ |= {name: str(value) for name, value in fill(case.env, marks).items()}
        gateway = Gateway(["--compat", compat, "-f", str(config)], folder / "gateway.log", ports["data"], environ)
        stack.callback(gateway.stop)
        yield Stage(gateway, config, ports, marks, seen)


def upstream_marks(case: Case, seen: upstream.Seen, folder: Path, stack: ExitStack) -> dict[str, str]:
    """Starts the upstreams and returns their placeholders; the one over TLS only where a case speaks of it."""
    servers = {
        "E": stack.enter_context(closing(upstream.echo(seen))),
        "O": stack.enter_context(closing(upstream.ollama(seen))),
    }
    if NEEDS_TLS.search(str(case)):
        servers["T"] = stack.enter_context(closing(upstream.tls_echo(seen, *write_certificate(folder))))
    marks = {f"@{name}L@": f"localhost:{server.port}" for name, server in servers.items()}
    return marks | {f"@{name}@": f"127.0.0.1:{server.port}" for name, server in servers.items()}


def take(step: Step, stage: Stage) -> Taken:
    if step.config is not None:
        stage.config.write_text(fill(step.config, stage.marks), encoding="utf-8")
        time.sleep(RELOAD)
    got = observe(step, stage)
    if step.expect is None:
        return Taken(step, got, [])
    return Taken(step, got, list(compare.differences(step.expect, got, step.ignore, step.near)))


def observe(step: Step, stage: Stage) -> dict[str, Any]:
    """Sends the step and describes what happened in the words of the recordings."""
    send = fill(step.send, stage.marks)
    repeat = int(send.get("repeat", 1))
    log = stage.gateway.log
    start = 0 if step.log is None else settled_size(log)
    stage.seen.clear()
    answers = [request(send, stage.ports) for _ in range(repeat)]
    time.sleep(float(send.get("settle", 0)))
    got = described(answers, step, stage.marks)
    got["upstream"] = [upstream_view(item, step) for item in stage.seen.requests()]
    if step.log is not None:
        got["log"] = log_lines(log, start, repeat, step.log)
    got = dict(unfill(got, stage.marks))
    if step.unordered:
        got["upstream"].sort(key=lambda item: json.dumps(item, sort_keys=True))
    return got


def described(answers: list[Reply], step: Step, marks: dict[str, str]) -> dict[str, Any]:
    """The last reply, and of several their different ones in the order in which they first came."""
    replies: list[list[Any]] = []
    for answer in answers:
        reply = [answer.status, compare.decoded(answer.body, step.mask)]
        if reply not in replies:
            replies.append(reply)
    last = answers[-1]
    watched = {name.lower() for name in step.watch} | {"content-type"}
    got: dict[str, Any] = {"status": last.status, "headers": compare.picked(last.headers, watched), "body": reply[1]}
    if step.grep is not None:
        got["body"] = compare.matching_lines(last.body.decode("utf-8", "replace"), fill(step.grep, marks))
    elif len(answers) > 1:
        got["replies"] = replies
    if not last.complete:
        got["complete"] = False
    return got


def upstream_view(item: dict[str, Any], step: Step) -> dict[str, Any]:
    seen = {name.lower() for name in step.see} | {"host"}
    headers = compare.picked(item["headers"], seen)
    return {**item, "headers": headers, "body": compare.decoded(item["body"])}


def settled_size(log: Path) -> int:
    """The log's size when the lines of earlier requests are in it: they are written after the reply."""
    size = -1
    while size != (now := log.stat().st_size):
        size = now
        time.sleep(LOG_RESTS)
    return size


def log_lines(log: Path, start: int, want: int, names: list[str]) -> list[dict[str, str]]:
    deadline = time.monotonic() + LOG_LINES
    while len(lines := compare.access_log(log, start, names)) < want and time.monotonic() < deadline:
        time.sleep(0.05)
    return lines
