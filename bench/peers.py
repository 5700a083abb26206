"""The proxies measured: where each is found, and how it is started in front of the bench's upstream."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.ports import free_port
from bench.process import Failed

HERE = Path(__file__).parent
PYTHON = sys.executable
CONSOLE_SCRIPT = Path(sys.executable).parent / "agwctl"
AGWCTL = [str(CONSOLE_SCRIPT)] if CONSOLE_SCRIPT.exists() else [PYTHON, "-m", "agwctl"]


@dataclass(frozen=True)
class Peer:
    """A proxy, and the command that runs it; `{config}`, `{folder}`, `{port}` and `{upstream}` are filled in."""

    name: str
    command: list[str]
    config: str | None = None
    """A file of this folder; its ports are replaced by those of the run."""
    effort: float = 1.0
    """The share of the requests that it gets; a slow one needs fewer for a steady figure."""
    most_streams: int | None = None
    """How many streams it gets at most, when it does not keep up with all of them."""
    start_limit: float = 20.0
    """Seconds until its port must be open."""

    def installed(self) -> bool:
        return shutil.which(self.command[0]) is not None


GATEWAY = Peer("agwctl", [*AGWCTL, "serve", "--compat", "guide", "-f", "{config}"], "gateway.yaml")
HOST = Peer("agwctl, host backend", GATEWAY.command, "host.yaml")
FLOOR = Peer("floor", [PYTHON, "-m", "bench.floor", "{port}", "{upstream}"])
OTHERS = [
    Peer("nginx", ["nginx", "-p", "{folder}", "-c", "{config}", "-e", "stderr"], "nginx.conf"),
    Peer("agentgateway", ["agentgateway", "-f", "{config}"], "gateway.yaml"),
    Peer(
        "LiteLLM",
        ["litellm", "--config", "{config}", "--host", "127.0.0.1", "--port", "{port}", "--telemetry", "False"],
        "litellm.yaml",
        effort=0.05,
        most_streams=20,
        start_limit=90.0,
    ),
]


@dataclass
class Running:
    """A started proxy and its port."""

    peer: Peer
    process: subprocess.Popen[bytes]
    port: int
    ready_seconds: float
    """From its start until the port took a connection."""


@contextlib.contextmanager
def running(peer: Peer, folder: Path, upstream_port: int) -> Iterator[Running]:
    """Start it, wait for its port, and end it afterwards. What it writes goes to a file in `folder`."""
    port = free_port()
    folder = folder / f"{peer.name.split(',')[0]}-{port}"
    folder.mkdir()
    config = folder / (peer.config or "none")
    if peer.config:
        config.write_text(with_ports((HERE / peer.config).read_text(), port, upstream_port))
    command = [
        word.format(config=config, folder=folder, port=port, upstream=upstream_port)
        for word in [shutil.which(peer.command[0]) or peer.command[0], *peer.command[1:]]
    ]
    output = folder / "output"
    with output.open("wb") as stream:
        start = time.monotonic()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, cwd=HERE.parent, env=environment()
        )
        try:
            if not listening(port, process, start + peer.start_limit):
                raise Failed(f"{' '.join(command)} did not open its port:\n{output.read_text()[-2000:]}")
            yield Running(peer, process, port, time.monotonic() - start)
        finally:
            stop(process)


def with_ports(text: str, port: int, upstream_port: int) -> str:
    """The ports of the files put for those of the run; auxiliary ones become any free port."""
    chosen = {"3000": str(port), "11434": str(upstream_port)}
    return re.sub(r"\b(3000|11434|150\d\d)\b", lambda found: chosen.get(found[1]) or str(free_port()), text)


def environment() -> dict[str, str]:
    """No proxy settings, so that nothing leaves the machine; no price list fetched by LiteLLM."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return kept | {"LITELLM_LOCAL_MODEL_COST_MAP": "True"}


def listening(port: int, process: subprocess.Popen[bytes], deadline: float) -> bool:
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return True
        time.sleep(0.001)
    return False


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
