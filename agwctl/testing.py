"""An Ollama for tests: a stand-in on a free port of this machine, in threads of this process, without a model or a GPU.

import pytest
from agwctl.testing import Ollama, ollama

@pytest.fixture
def llm():
    with ollama("scenario.yaml") as running:
        yield running

def test_my_app(llm: Ollama):
    client = openai.OpenAI(base_url=llm.openai_url, api_key="none")
    llm.fault("crash-mid-stream")
    ...
    assert llm.requests[-1].json["model"] == "llama3.2"
"""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from agwctl.http.message import Handler, Request, Response
from agwctl.ollama.scenario.document import Scenario
from agwctl.ollama.scenario.load import load, load_text
from agwctl.ollama.scenario.options import add_fault, over, sound, written
from agwctl.ollama.scenario.play import play
from agwctl.ollama.simulator import Simulator
from agwctl.ollama.stand_in import StandIn

__all__ = ["Asked", "Ollama", "ollama"]

MOST_REQUESTS = 1000
"""Requests that are remembered."""
MOST_BYTES = 2**20
"""Bytes of a request's body that are remembered."""


@dataclass(slots=True)
class Asked:
    """A request that arrived."""

    method: str
    path: str
    """With the query, as it came."""
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = b""
    """Its first MiB, as far as it has been read."""
    status: int | None = None
    """Of the answer; None until there is one."""

    @property
    def json(self) -> Any:
        """The body's value. Raises: json.JSONDecodeError when it is not JSON."""
        return json.loads(self.body)


@dataclass(slots=True)
class Ollama:
    """A running stand-in: where it is, what it was asked, and what is to go wrong with it."""

    url: str
    """`http://127.0.0.1:PORT`, for clients of Ollama's own API."""
    _simulator: Simulator
    _asked: deque[Asked] = field(default_factory=lambda: deque(maxlen=MOST_REQUESTS))

    def listening(self, handler: Handler) -> Handler:
        """The same handler; what it is asked is remembered."""

        def handle(request: Request) -> Response:
            headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in request.headers}
            asked = Asked(request.method.decode("latin-1"), request.target.decode("latin-1"), headers)
            self._asked.append(asked)
            request.body = _remembered(request.body, asked)
            response = handler(request)
            asked.status = response.status
            return response

        return handle

    @property
    def host(self) -> str:
        """`127.0.0.1:PORT`, as OLLAMA_HOST has it."""
        return self.url.removeprefix("http://")

    @property
    def openai_url(self) -> str:
        """The base URL for clients of OpenAI's API."""
        return f"{self.url}/v1"

    @property
    def requests(self) -> tuple[Asked, ...]:
        """What it was asked, in the order of arrival; of more than 1000 requests the last ones."""
        return tuple(self._asked)

    @property
    def models(self) -> tuple[str, ...]:
        """The names of the models that it has now, the newest first."""
        return tuple(str(model.name) for model in self._simulator.engine.store.newest_first())

    def fault(self, kind: str = "", *, model: str = "*", path: str = "", **how: Any) -> None:
        """From now on something goes wrong: `kind` is one word, or `how` says it in the keys of a scenario's faults.

        `fault("oom")`, `fault("crash-mid-stream", model="llama3.2", times=1)`, `fault(slow_first_token="3s")`, or
        whatever the model: `fault(path="/v1/*", status=429, headers={"Retry-After": "1"}, times=2)`. The words are oom,
        load-fails, crash, crash-mid-stream, cut, hang, hang-mid-stream, slow, busy, overflow, unauthorized, forbidden.
        The last fault comes first. Raises: InputError for what is not known.
        """
        add_fault(self._simulator, kind, model, path, **how)

    def clear(self) -> None:
        """Nothing goes wrong any more, and what was asked is forgotten."""
        self._simulator.engine.faults.clear()
        self._asked.clear()


@contextmanager
def ollama(scenario: str | os.PathLike[str] | Mapping[str, Any] | None = None, **options: Any) -> Iterator[Ollama]:
    """Runs a stand-in for Ollama on a free port of 127.0.0.1 until the block is left; nothing stays behind.

    `scenario` is a file, the text of one (more than one line), or its keys as a dict; `options` are further keys of a
    scenario, in Python's spelling, that take the place of its own: `ollama(models=["llama3.2"], version="0.13.5")`.
    Models answer at once where neither says how fast they are. Raises: InputError with all mistakes of the scenario.
    """
    simulator = play(_scenario(scenario, options))
    running = Ollama("", simulator)
    stand_in = StandIn(simulator=simulator, around=running.listening)
    running.url = stand_in.url
    stand_in.start()
    try:
        yield running
    finally:
        stand_in.stop()


def _scenario(given: str | os.PathLike[str] | Mapping[str, Any] | None, options: Mapping[str, Any]) -> Scenario:
    asked = written(options)
    if given is None:
        return asked
    if isinstance(given, Mapping):
        return over(written(given, "<scenario>"), asked)
    if isinstance(given, str) and "\n" in given:
        return over(sound(load_text(given), "<scenario>"), asked)
    return over(sound(load(os.fspath(given)), os.fspath(given)), asked)


def _remembered(body: Iterator[bytes], asked: Asked) -> Iterator[bytes]:
    """The same body, while it is read."""
    for piece in body:
        asked.body += piece[: MOST_BYTES - len(asked.body)]
        yield piece
