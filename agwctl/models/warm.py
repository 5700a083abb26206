"""Loading a model without a prompt, and where it runs then.

Models that answer load by `/api/generate` with an empty prompt, embedding models by `/api/embed` without input.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from agwctl.model_name import same_model
from agwctl.models.nearest import nearest
from agwctl.models.verdict import find
from agwctl.ollama.client import Client, Listed, Running, StatusError
from agwctl.ollama.duration import keep_alive
from agwctl.ollama.refusal import Refusal

__all__ = ["Warmed", "explain_load", "lifetime", "warm"]

_KNOWN: tuple[tuple[tuple[str, ...], str, str], ...] = (
    # words of the server's text, cause, fix; {name}: the model
    (
        # of both generations: Ollama's list, what 0.29 and before said, and the kernel's
        (
            "out of memory",
            "out-of-memory",
            "outofdevicememory",
            "out of device memory",
            "cudamalloc failed",
            "hipmalloc failed",
            "failed to allocate",
            "allocation failed",
            "not enough memory",
            "insufficient memory",
            "vk_error_out_of_device_memory",
            "erroroutofmemory",
            "requires more system memory",
            "signal: killed",
        ),
        "the memory of the server's machine does not hold {name}",
        "agwctl models fit {name} says how much it takes and with which context it fits; agwctl models stop NAME "
        "frees others'",
    ),
    (
        (
            "may be incompatible with your version",
            "no longer compatible",
            "unknown model architecture",
            "invalid file magic",
        ),
        "the file and this release of Ollama do not go together",
        "agwctl models pull {name}, or update Ollama",
    ),
    (
        ("timed out waiting",),
        "loading stood still until Ollama gave up",
        "a slow disk needs a longer OLLAMA_LOAD_TIMEOUT",
    ),
    (
        ("process has terminated", "unexpectedly stopped", "binary not found", "error starting"),
        "the program that runs the model ended",
        "the server's log says why; reinstalling Ollama repairs a broken one",
    ),
    (
        ("maximum pending requests",),
        "more models wait to be loaded than the server lets wait",
        "try again; OLLAMA_MAX_QUEUE on the server",
    ),
)


class Warmed(NamedTuple):
    """A loaded model."""

    name: str
    seconds: float
    """How long it took until the server had loaded it."""
    running: Running | None
    """Its row in the list of running models; None when another name has it, for models of one file share a runner."""
    remote: str = ""
    """Where it runs when that is not the server, which then has nothing to load."""


def lifetime(text: str) -> str | int:
    """What `--keep-alive` says as a request's `keep_alive`: a Go duration, a number of seconds, `forever`.

    Raises: ValueError.
    """
    plain = text.strip().lower()
    if plain in ("-1", "forever"):
        return -1
    value: str | int = int(plain) if plain.isdigit() else plain
    try:
        length = keep_alive(value)
    except Refusal as refusal:
        raise ValueError(f"{refusal.text}: write 30m, 24h, a number of seconds, or forever") from None
    if length < 0:
        raise ValueError("Ollama's durations end at 292 years: write 30m, 24h, a number of seconds, or forever")
    if not length:
        raise ValueError("0 would unload it at once: write 30m, 24h, a number of seconds, or forever")
    return value


def warm(client: Client, name: str, keep: str | int, clock: Callable[[], float]) -> Warmed:
    """Loads a model and waits until it is there; `clock` tells seconds.

    Raises: OllamaError, with the cause and the fix.
    """
    models = client.tags()
    entry = find(name, models)
    if entry is not None and entry.remote_model:
        return Warmed(name, 0.0, None, entry.remote_host)
    began = clock()
    try:
        _load(client, name, keep)
    except StatusError as error:
        raise explain_load(error, name, models) from error
    seconds = clock() - began
    return Warmed(name, seconds, _row(client, entry, name))


def _load(client: Client, name: str, keep: str | int) -> Any:
    try:
        return client.send("POST", "/api/generate", {"model": name, "stream": False, "keep_alive": keep})
    except StatusError as error:
        if "does not support generate" not in error.text:
            raise
    return client.send("POST", "/api/embed", {"model": name, "keep_alive": keep})


def _row(client: Client, entry: Listed | None, name: str) -> Running | None:
    rows = client.ps()
    named = next((row for row in rows if same_model(row.name, entry.name if entry is not None else name)), None)
    return named or next((row for row in rows if entry is not None and row.digest == entry.digest), None)


def explain_load(error: StatusError, name: str, models: Sequence[Listed]) -> StatusError:
    """The same failure, with what is behind it."""
    text = error.text.lower()
    if "not found" in text and error.status == 404:
        near = ", ".join(f"{each.name} ({each.why})" for each in nearest(name, models))
        hint = f"nearest: {near}" if near else f"agwctl models pull {name}"
        return _with(error, f"{name} is not on the server", hint)
    for words, cause, hint in _KNOWN:
        if any(word in text for word in words):
            return _with(error, cause.format(name=name), hint.format(name=name))
    return error


def _with(error: StatusError, cause: str, hint: str) -> StatusError:
    return StatusError(error.text, cause, hint, status=error.status)
