"""The whole difference between `--compat guide` and `--compat 1.4`, as data.

The engine never asks which mode it runs in: it asks a `Compat` for one of the values below by its name. Guide mode
keeps what the guides promise; 1.4 does what agentgateway 1.4.1 does, to the byte.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["DIFFERENCES", "GUIDE", "MODES", "RELEASE", "Compat", "Difference"]

MIB = 1 << 20


class Difference(NamedTuple):
    """One row: its id, what each mode does, the `validate` code that reports a configuration on which they differ."""

    id: str
    code: str
    guide: str
    release: str


class Compat(NamedTuple):
    """What the engine asks for; every field belongs to one row of `DIFFERENCES`, with `-` for `_`."""

    name: str
    request_model_wins: bool
    """A configured `provider.*.model` is only a default for requests that name none."""
    route_type_by_path: bool
    """Without an `ai.routes` policy the client's path says what a request is; otherwise everything is chat."""
    prefix_is_a_mount: bool
    """The matched prefix of a route to an overridden host is taken off before the path is read."""
    same_match_by_model: bool
    """Among routes with equal matches the one whose model is asked for answers; otherwise the first by key."""
    openai_errors: bool
    """Errors that the gateway makes on LLM routes are OpenAI-shaped JSON with a telling status."""
    token_cap: bool
    """`max_completion_tokens` reaches an overridden host under the name that Ollama reads."""
    request_body_limit: int
    """Bytes of an LLM request that are read; `maxBufferSize` replaces it."""
    response_body_limit: int | None
    """Bytes of an LLM reply that are read; None: any size."""
    graceful_stop: float | None
    """Seconds for which what is running may go on after a signal; None: what the release's two deadlines leave."""
    strict_framing: bool
    """Ambiguous or sloppy framing is refused instead of read leniently."""
    own_ports: bool
    """Auxiliary ports stay on loopback, and one that is taken is a warning."""


GUIDE = Compat(
    name="guide",
    request_model_wins=True,
    route_type_by_path=True,
    prefix_is_a_mount=True,
    same_match_by_model=True,
    openai_errors=True,
    token_cap=True,
    request_body_limit=64 * MIB,
    response_body_limit=None,
    graceful_stop=30.0,
    strict_framing=True,
    own_ports=True,
)

RELEASE = Compat(
    name="1.4",
    request_model_wins=False,
    route_type_by_path=False,
    prefix_is_a_mount=False,
    same_match_by_model=False,
    openai_errors=False,
    token_cap=False,
    request_body_limit=2 * MIB,
    response_body_limit=2 * MIB,
    graceful_stop=None,
    strict_framing=False,
    own_ports=False,
)

MODES: dict[str, Compat] = {mode.name: mode for mode in (GUIDE, RELEASE)}

DIFFERENCES: tuple[Difference, ...] = (
    Difference(
        "request-model-wins",
        "AGW401",
        "the configured model is a default; the request's own model is sent",
        "the configured model replaces the request's",
    ),
    Difference(
        "route-type-by-path",
        "AGW402",
        "embeddings, model lists and Ollama's own paths work beside chat",
        "every path without an ai.routes entry is a chat completion",
    ),
    Difference(
        "prefix-is-a-mount",
        "AGW403",
        "a matched prefix is taken off before the path goes to Ollama",
        "the client's path is forwarded unchanged",
    ),
    Difference(
        "same-match-by-model",
        "AGW404",
        "of routes with equal matches, the one configured for the requested model answers",
        "the first by route key answers, the others never do",
    ),
    Difference(
        "openai-errors",
        "AGW405",
        "the gateway's own errors on LLM routes are OpenAI-shaped JSON",
        "they are text with status 503",
    ),
    Difference(
        "token-cap",
        "AGW406",
        "max_completion_tokens reaches an overridden host as max_tokens",
        "it is sent as it is, and Ollama ignores it",
    ),
    Difference(
        "body-limits",
        "AGW407",
        "requests up to 64 MiB, replies of any size",
        "2 MiB both ways",
    ),
    Difference(
        "graceful-stop",
        "AGW408",
        "what is running may finish for 30 s after a signal",
        "what is running is cut within 50 ms",
    ),
    Difference(
        "strict-framing",
        "AGW409",
        "ambiguous framing is refused with 400",
        "it is read leniently",
    ),
    Difference(
        "own-ports",
        "AGW410",
        "admin, stats and readiness listen on loopback; a taken one is a warning",
        "stats and readiness listen on all interfaces; a taken one ends the start",
    ),
)
