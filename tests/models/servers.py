"""Stand-ins for Ollama on real sockets, each with some of the models that every stand-in has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from agwctl.ollama.address import Address
from agwctl.ollama.catalogue import default_models
from agwctl.ollama.clock import Clock
from agwctl.ollama.simulator import Simulator
from agwctl.ollama.stand_in import StandIn

__all__ = ["here", "ollama"]


def here(port: int) -> Address:
    return Address("http", "127.0.0.1", port)


@contextmanager
def ollama(*names: str, **digests: str) -> Iterator[Address]:
    """A server with the models of these names (all without one), some with another digest."""
    models = [model for model in default_models(Clock().now()) if not names or model.name.model in names]
    models = [replace(model, digest=digests.get(model.name.model, model.digest)) for model in models]
    stand_in = StandIn(simulator=Simulator(models))
    stand_in.start()
    try:
        yield here(stand_in.port)
    finally:
        stand_in.stop()
