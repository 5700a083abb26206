"""Clients' calls, and what becomes of one: found by `proxy.reach`, asked for by rules and by `validate --paths`."""

from __future__ import annotations

from typing import NamedTuple

from agwctl.config.backend import RouteBackend
from agwctl.config.llm import LlmModel
from agwctl.config.match import RouteMatch
from agwctl.config.route import Route

__all__ = ["CALLS", "Reach", "Sent", "is_served"]

CALLS: tuple[tuple[str, str], ...] = (
    ("POST", "/v1/chat/completions"),
    ("POST", "/v1/completions"),
    ("POST", "/v1/embeddings"),
    ("POST", "/v1/responses"),
    ("POST", "/v1/messages"),
    ("GET", "/v1/models"),
    ("POST", "/api/chat"),
    ("POST", "/api/generate"),
    ("POST", "/api/embed"),
    ("GET", "/api/tags"),
    ("GET", "/api/version"),
)
"""What clients of Ollama ask for. Source: the APIs of Ollama, and of OpenAI and Anthropic as Ollama speaks them."""


class Sent(NamedTuple):
    """A request as the upstream gets it."""

    endpoint: str
    method: str
    path: str
    host: str | None
    """None: the client's own."""
    model: str | None
    """The model that takes the place of the client's; None: the client's own."""


class Reach(NamedTuple):
    """One call by one way: through a route's backend, or to a model of the `llm` section."""

    port: int
    listener: str
    name: str
    """The route as logs name it, or the model."""
    where: str
    """What the route matches."""
    method: str
    path: str
    """The client's."""
    sent: Sent | None = None
    answer: str | None = None
    """What the gateway answers itself, or which other route takes the call, when nothing is sent."""
    why: tuple[str, ...] = ()
    """The steps from the client's path to the upstream's."""
    route: Route | None = None
    match: RouteMatch | None = None
    backend: RouteBackend | None = None
    model: LlmModel | None = None
    is_llm: bool = False
    """An `ai` backend or a model, in contrast to a plain host."""


def is_served(sent: Sent) -> bool:
    """Whether Ollama has something at this path."""
    return (sent.method, sent.path.partition("?")[0]) in _SERVED


_SERVED = frozenset(CALLS)
