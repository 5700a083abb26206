"""Peers that end with their test."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import pytest

from agwctl.http.message import Handler
from agwctl.http.pool import Pool
from agwctl.http.server import ServerSettings
from tests.http.peers import Client, Proxy, ScriptedUpstream, Serving, Visit, connect


@pytest.fixture
def ending() -> Iterator[contextlib.ExitStack]:
    """What is entered here is closed at the end, the last one first."""
    with contextlib.ExitStack() as stack:
        yield stack


@pytest.fixture
def upstream(ending: contextlib.ExitStack) -> Callable[[Callable[[Visit], None]], ScriptedUpstream]:
    def start(script: Callable[[Visit], None]) -> ScriptedUpstream:
        return ending.enter_context(contextlib.closing(ScriptedUpstream(script)))

    return start


@pytest.fixture
def pool(ending: contextlib.ExitStack) -> Pool:
    return ending.enter_context(contextlib.closing(Pool()))


@pytest.fixture
def serve(ending: contextlib.ExitStack) -> Callable[..., Serving]:
    def start(handler: Handler, **settings: object) -> Serving:
        return ending.enter_context(
            contextlib.closing(Serving(handler, ServerSettings(**settings)))  # type: ignore[arg-type]
        )

    return start


@pytest.fixture
def client(ending: contextlib.ExitStack) -> Callable[[Serving], Client]:
    def start(serving: Serving) -> Client:
        return ending.enter_context(contextlib.closing(connect(serving.port)))

    return start


@pytest.fixture
def proxy(
    upstream: Callable[[Callable[[Visit], None]], ScriptedUpstream], pool: Pool, serve: Callable[..., Serving]
) -> Callable[..., tuple[Serving, ScriptedUpstream, Proxy]]:
    """A server that passes everything on to an upstream with that script."""

    def start(script: Callable[[Visit], None], **settings: object) -> tuple[Serving, ScriptedUpstream, Proxy]:
        scripted = upstream(script)
        handler = Proxy(scripted.origin, pool)
        return serve(handler, **settings), scripted, handler

    return start
