"""The guides' configurations in front of stand-ins for their Ollamas.

A configuration is used as the customer has it; only addresses are replaced: its port, the local Ollama's, and the
one that the guide calls 192.168.1.100.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agwctl.http.listen import bind
from agwctl.http.message import Request, Response
from agwctl.http.server import Server, ServerSettings
from agwctl.ollama.catalogue import default_models
from agwctl.ollama.simulator import Simulator
from tests.proxy.running import Running, running

__all__ = ["CHAT", "HELLO", "Asked", "Ollama", "Stage", "chat", "config", "ollama", "staged"]

CONFIGS = Path(__file__).parent / "configs"
CHAT = "/v1/chat/completions"
HELLO = [{"role": "user", "content": "Hello"}]


def chat(model: str | None = "llama3.2", **more: Any) -> dict[str, Any]:
    """A chat request; without a model for None."""
    return {**({} if model is None else {"model": model}), "messages": HELLO, **more}


@dataclass
class Asked:
    """What reached an Ollama."""

    method: str
    target: str
    host: str
    raw: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.raw)

    @property
    def model(self) -> str | None:
        found: str | None = self.body.get("model")
        return found


class Ollama:
    """A stand-in that has only the models named (all of its own when none is), and remembers what it was asked."""

    def __init__(self, *models: str) -> None:
        pulled = [m for m in default_models(time.time_ns()) if not models or m.name.model in models]
        self.simulator = Simulator(pulled)
        self.asked: list[Asked] = []
        sock = bind("127.0.0.1", 0)
        self.port: int = sock.getsockname()[1]
        self._server = Server(ServerSettings())
        self._server.listen(sock, self)
        self._server.start()

    def __call__(self, request: Request) -> Response:
        raw = b"".join(request.body)
        host = (request.headers.get(b"host") or b"").decode()
        self.asked.append(Asked(request.method.decode(), request.target.decode(), host, raw))
        request.body = iter([raw])
        return self.simulator(request)

    def stop(self) -> None:
        self._server.stop()


@contextmanager
def ollama(*models: str) -> Iterator[Ollama]:
    server = Ollama(*models)
    try:
        yield server
    finally:
        server.stop()


def config(name: str, local: int, remote: int | None = None) -> str:
    """One of the guides' configurations with other addresses; PORT stands for the gateway's."""
    text = (CONFIGS / f"{name}.yaml").read_text("utf-8")
    for port in ("3000", "8080"):
        text = text.replace(f"- port: {port}", "- port: PORT")
    for address in ("localhost:11434", "localhost:8080"):
        text = text.replace(address, f"localhost:{local}")
    return text.replace("192.168.1.100:11434", f"127.0.0.1:{remote or local}")


@dataclass
class Stage:
    """A gateway on a configuration, its local Ollama, and the other one."""

    gateway: Running
    local: Ollama
    remote: Ollama


@contextmanager
def staged(
    name: str, compat: str, *, local: tuple[str, ...] = (), remote: tuple[str, ...] = (), **more: Any
) -> Iterator[Stage]:
    """`local` and `remote` are the models that each Ollama has, all when empty; `more` is for the gateway."""
    with ExitStack() as stack:
        here, there = (stack.enter_context(ollama(*models)) for models in (local, remote))
        gateway = stack.enter_context(running(config(name, here.port, there.port), compat, **more))
        yield Stage(gateway, here, there)
