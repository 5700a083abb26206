"""Requests put to the stand-in without a socket, and a clock that moves only when something sleeps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from agwctl.http.message import Hangup, Headers, Request, Response
from agwctl.ollama.clock import Clock, Pace
from agwctl.ollama.name import parse
from agwctl.ollama.simulator import Simulator
from agwctl.ollama.store import Model

__all__ = ["NOON", "Answered", "Client", "FakeTime", "ask", "model", "simulator"]

NOON = 1_795_608_000 * 10**9
"""2026-11-25T12:00:00Z in nanoseconds."""


@dataclass
class FakeTime:
    """Time for a `Clock`: `slept` adds up, nothing else moves it."""

    now: int = NOON
    slept: float = 0.0

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.now += round(seconds * 10**9)

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.now, self.sleep)


@dataclass
class Client:
    """The client's end of a connection, as the stand-in looks at it."""

    left: bool = False
    leaves_at: int | None = None
    """When it leaves by itself, as `time` has it."""
    time: FakeTime | None = None

    def fileno(self) -> int:
        return -1

    def gone(self) -> bool:
        late = self.time is not None and self.leaves_at is not None and self.time.now >= self.leaves_at
        return self.left or late


@dataclass
class Answered:
    """A response read to its end, in the chunks that it came in."""

    status: int
    headers: dict[str, str]
    chunks: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.chunks)

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def lines(self) -> list[Any]:
        """The objects of an NDJSON stream."""
        return [json.loads(line) for line in self.text.splitlines()]

    @property
    def data(self) -> list[Any]:
        """The events' data; `[DONE]` stays text."""
        found = [line.removeprefix("data: ") for line in self.text.splitlines() if line.startswith("data: ")]
        return [item if item == "[DONE]" else json.loads(item) for item in found]


def model(text: str, **fields: Any) -> Model:
    """A small model of this name."""
    name = parse(text)
    assert name is not None
    usual: dict[str, Any] = {"family": "llama", "parameter_size": "3.2B", "quantization": "Q4_K_M"}
    usual |= {"size": 2_000_000, "modified": NOON, "context_length": 4096, "embedding_length": 64}
    return Model(name, **usual | fields)


def simulator(time: FakeTime | None = None, **options: Any) -> Simulator:
    time = time or FakeTime()
    options.setdefault("pace", Pace())
    return Simulator(clock=time.clock, **options)


def respond(
    play: Simulator, method: str, target: str, body: object = None, hangup: Hangup | None = None, **headers: str
) -> Response:
    headers = headers if {"Host", "host"} & headers.keys() else {"Host": "127.0.0.1:11434", **headers}
    raw = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    fields = Headers((name.replace("_", "-").encode(), value.encode()) for name, value in headers.items())
    return play(Request(method.encode(), target.encode(), fields, body=iter([raw]), hangup=hangup))


def ask(play: Simulator, method: str, target: str, body: object = None, **headers: str) -> Answered:
    """One request, its whole answer."""
    response = respond(play, method, target, body, None, **headers)
    named = {name.decode().lower(): value.decode() for name, value in response.headers}
    whole = response.body
    chunks = [whole] if isinstance(whole, bytes) else list(cast("Iterator[bytes]", whole))
    return Answered(response.status, named, [chunk.decode() for chunk in chunks])
