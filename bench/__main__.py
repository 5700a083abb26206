"""`python -m bench`: every proxy that is installed, in turn, round after round; then one table."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.figures import table
from bench.peers import (
    AGWCTL,
    FLOOR,
    GATEWAY,
    HERE,
    HOST,
    OTHERS,
    PYTHON,
    Peer,
    Running,
    free_port,
    listening,
    running,
    stop,
)
from bench.process import Failed, descendants, require_linux, run_costs


@dataclass(frozen=True)
class Size:
    """How much is measured: rounds of each kind, and how long each is."""

    small_rounds: int
    requests: int
    stream_rounds: int
    streams: int
    seconds: float
    start_rounds: int


FULL = Size(small_rounds=15, requests=500, stream_rounds=5, streams=200, seconds=2.5, start_rounds=9)
SHORT = Size(small_rounds=2, requests=200, stream_rounds=1, streams=200, seconds=1.0, start_rounds=1)

Values = dict[str, dict[str, list[float]]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a few seconds: shows that it runs, not how fast")
    size = SHORT if parser.parse_args().short else FULL
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed has its bytecode; so has what is measured
    try:
        require_linux()
        measure(size)
    except Failed as error:
        raise SystemExit(f"bench: {error}") from error


def measure(size: Size) -> None:
    present = [peer for peer in OTHERS if peer.installed()]
    proxies = [GATEWAY, FLOOR, HOST, *present]
    values: Values = defaultdict(lambda: defaultdict(list))
    with tempfile.TemporaryDirectory(prefix="agwctl-bench-") as name, upstream() as upstream_port:
        folder = Path(name)
        measure_starts(values, proxies, folder, upstream_port, size)
        with contextlib.ExitStack() as stack:
            started = [stack.enter_context(running(peer, folder, upstream_port)) for peer in proxies]
            measure_requests(values, started, size)
            measure_streams(values, started, size)
    report(values, [peer.name for peer in proxies], size)


@contextlib.contextmanager
def upstream() -> Iterator[int]:
    """The model server that everything is measured in front of."""
    port = free_port()
    process = subprocess.Popen([PYTHON, "-m", "bench.upstream", str(port)], cwd=HERE.parent)
    try:
        if not listening(port, process, time.monotonic() + 10):
            raise Failed("bench.upstream did not start")
        yield port
    finally:
        stop(process)


def measure_starts(values: Values, proxies: list[Peer], folder: Path, upstream_port: int, size: Size) -> None:
    """Until the port is open, beside an interpreter that imports two libraries; `--version` beside an idle one."""
    with running(GATEWAY, folder, upstream_port):
        pass  # its bytecode is written now
    for number in range(size.start_rounds):
        for peer in proxies:
            if peer not in (FLOOR, HOST) and (peer.effort == 1 or number == 0):
                with running(peer, folder, upstream_port) as proxy:
                    values["ready.ms"][peer.name].append(proxy.ready_seconds * 1e3)
        importing = run_costs([PYTHON, "-c", "import h11, yaml"])
        values["ready.ms"][FLOOR.name].append(importing.elapsed * 1e3)
        values["version.cpu_ms"][GATEWAY.name].append(run_costs([*AGWCTL, "--version"]).cpu * 1e3)
        values["version.cpu_ms"][FLOOR.name].append(run_costs([PYTHON, "-c", "pass"]).cpu * 1e3)


def measure_requests(values: Values, started: list[Running], size: Size) -> None:
    for connections in (1, 16):
        for _ in range(size.small_rounds):
            for proxy in started:
                requests = max(20, int(size.requests * proxy.peer.effort))
                load(values, f"small{connections}", proxy, "small", connections=connections, requests=requests)


def measure_streams(values: Values, started: list[Running], size: Size) -> None:
    for _ in range(size.stream_rounds):
        for proxy in started:
            connections = min(size.streams, proxy.peer.most_streams or size.streams)
            load(values, "streams", proxy, "streams", connections=connections, seconds=size.seconds)


def load(values: Values, key: str, proxy: Running, what: str, **options: float) -> None:
    """Run the load generator against one proxy and keep what it found."""
    pids = ",".join(str(pid) for pid in descendants(proxy.process.pid))
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    command = [PYTHON, "-m", "bench.load", str(proxy.port), pids, what, *words]
    done = subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True, timeout=300)
    if done.returncode:
        raise Failed(f"{proxy.peer.name}: {done.stderr.strip()}")
    for name, value in json.loads(done.stdout).items():
        values[f"{key}.{name}"][proxy.peer.name].append(value)


def report(values: Values, names: list[str], size: Size) -> None:
    notes = [f"{peer.name}: not installed" for peer in OTHERS if not peer.installed()]
    notes += [
        f"{peer.name}: {peer.most_streams} streams, as it does not keep up with {size.streams}"
        for peer in OTHERS
        if peer.most_streams and peer.installed()
    ]
    lines = [
        f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}; "
        f"medians of {size.small_rounds} interleaved rounds of {size.requests} requests, "
        f"{size.stream_rounds} of {size.streams} streams x 10 chunks/s for {size.seconds:g} s, "
        f"{size.start_rounds} starts",
        "in brackets: agwctl's figure as a multiple of that column's, the median of the rounds' own ratios",
        "",
        table(values, names, FLOOR.name, size.streams),
        "",
        *notes,
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
