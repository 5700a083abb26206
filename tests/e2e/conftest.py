"""A chain as the guide builds it: clients → `agwctl serve` → Ollama, each in a process of its own.

Ollama is the stand-in, or the real one that AGWCTL_E2E_OLLAMA names (`python -m tests.e2e` makes one).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from agwctl.cli.guide import basic
from agwctl.ollama.address import parse
from bench.ports import free_port
from tests.conformance.gateway import Gateway


@dataclass(frozen=True)
class Chain:
    """Where everything is and which models are there."""

    gateway: str
    ollama: str
    chat_model: str
    embedding_model: str
    log: Path | None
    """The stand-in's request log; None for a real Ollama."""

    def logged(self, text: str, seconds: float = 2.0) -> bool:
        """Whether the stand-in logs a line with `text` within that time."""
        assert self.log is not None
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if text in self.log.read_text("utf-8"):
                return True
            time.sleep(0.01)
        return False


@pytest.fixture(scope="session", autouse=True)
def no_proxy() -> Iterator[None]:
    """The packages would send loopback requests through a proxy of the environment."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
            patch.delenv(name)
        yield


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    folder = tmp_path_factory.mktemp("chain")
    real = os.environ.get("AGWCTL_E2E_OLLAMA")
    if real:
        chat, embedding = os.environ["AGWCTL_E2E_CHAT_MODEL"], os.environ["AGWCTL_E2E_EMBEDDING_MODEL"]
        with gateway(real, folder) as url:
            yield Chain(url, real, chat, embedding, None)
        return
    log = folder / "ollama.log"
    with stand_in(log) as ollama, gateway(ollama, folder) as url:
        yield Chain(url, ollama, "llama3.2", "nomic-embed-text", log)


class stand_in:
    """`agwctl simulate` on a free port; its URL."""

    def __init__(self, log: Path) -> None:
        command = [sys.executable, "-m", "agwctl", "simulate", "--port", "0", "--tokens-per-second", "300"]
        with log.open("wb") as out:
            self._process = subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE, text=True)

    def __enter__(self) -> str:
        assert self._process.stderr is not None
        line = self._process.stderr.readline()
        found = re.search(r"http://\S+", line)
        assert found, f"the stand-in does not start: {line}{self._process.stderr.read()}"
        return found[0]

    def __exit__(self, *exception: object) -> None:
        self._process.terminate()
        err = self._process.communicate(timeout=5)[1]
        assert self._process.returncode == 0, err


class gateway:
    """`agwctl serve` on the guide's configuration, with free ports and that Ollama; its URL."""

    def __init__(self, ollama: str, folder: Path) -> None:
        self._port = free_port()
        file = folder / "agentgateway.yaml"
        file.write_text(basic(parse(ollama).authority, self._port), "utf-8")
        arguments = ["-f", str(file), "--listen", "127.0.0.1"]
        self._gateway = Gateway(arguments, folder / "gateway.log", self._port, {})

    def __enter__(self) -> str:
        problem = self._gateway.wait()
        if problem:
            self._gateway.stop()
            pytest.fail(problem, pytrace=False)
        return f"http://127.0.0.1:{self._port}"

    def __exit__(self, *exception: object) -> None:
        problem = self._gateway.stop()
        log = self._gateway.log.read_text("utf-8", "replace")
        assert problem is None, problem
        assert "Traceback" not in log, log
