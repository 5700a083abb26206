"""A gateway in this process on a configuration, and a client for it."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from agwctl.compat import MODES
from agwctl.config.load import load_text
from agwctl.config.root import Config
from agwctl.proxy.gateway import Gateway, GatewayOptions
from bench.ports import free_port
from tests.conformance.wire import Reply, converse, read_reply

__all__ = ["QUIET", "Running", "free_port", "loaded", "running"]

QUIET = {
    "ADMIN_ADDR": "off",
    "STATS_ADDR": "off",
    "READINESS_ADDR": "off",
    "CONNECTION_TERMINATION_DEADLINE": "2s",
}
"""No ports beside the data ports, and an end that does not wait for what a test left open."""
PATIENCE = 5.0


def loaded(text: str, environ: Mapping[str, str] | None = None) -> Config:
    """A configuration that must be valid and served whole."""
    found = load_text(text, environ={} if environ is None else environ)
    assert not found.errors + found.not_served, [each.message for each in found.errors + found.not_served]
    assert found.config is not None
    return found.config


class Running:
    """A gateway that serves on `port`, with what it logs and warns of."""

    def __init__(self, text: str, compat: str, environ: Mapping[str, str], options: dict[str, Any]) -> None:
        self.port = free_port()
        self.warnings: list[str] = []
        self._stopped = False
        self._log: list[bytes] = []
        self.gateway = Gateway(
            loaded(text.replace("PORT", str(self.port)), environ),
            GatewayOptions(
                MODES[compat],
                self._log.append,
                self.warnings.append,
                listen="127.0.0.1",
                environ=environ,
                **options,
            ),
        )

    def log(self, count: int = 1) -> list[str]:
        """The lines of the access log, once there are `count`: they are written behind the answer."""
        deadline = time.monotonic() + PATIENCE
        while len(self._log) < count:
            assert time.monotonic() < deadline, f"{len(self._log)} of {count} lines were logged"
            time.sleep(0.002)
        return [line.decode() for line in self._log]

    def fields(self, count: int = 1) -> dict[str, str]:
        """Those of the last line; a value with spaces is cut at the first."""
        words = self.log(count)[-1].partition("\trequest ")[2].split()
        return dict(word.split("=", 1) for word in words if "=" in word)

    def ask(self, path: str, json: Any = None, *, port: int | None = None, **send: Any) -> Reply:
        """One request over a connection of its own; a POST when there is a body."""
        step = {"path": path, **send} if json is None else {"path": path, "json": json, **send}
        with self.connect(port) as sock:
            return converse(sock, step, {"data": port or self.port})

    def raw(self, data: bytes) -> Reply:
        """Bytes as they are, and the first answer to them."""
        with self.connect() as sock:
            sock.sendall(data)
            with sock.makefile("rb") as stream:
                return read_reply(stream, data.split(b" ", 1)[0].decode("latin-1"))

    def stop(self) -> None:
        """End it now instead of at the end of `running`."""
        if not self._stopped:
            self._stopped = True
            self.gateway.stop()

    def connect(self, port: int | None = None) -> socket.socket:
        return socket.create_connection(("127.0.0.1", port or self.port), timeout=10)


@contextmanager
def running(
    text: str, compat: str = "guide", *, environ: Mapping[str, str] | None = None, **options: Any
) -> Iterator[Running]:
    """Serve a configuration in which `PORT` stands for a free port; `options` are those of the gateway."""
    serving = Running(text, compat, {**QUIET, **(environ or {})}, options)
    try:
        serving.gateway.open()
        yield serving
    finally:
        serving.stop()
