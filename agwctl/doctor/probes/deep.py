"""One short generation, directly and through the gateway, as a whole and as a stream: only when --deep asks for it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agwctl.doctor.facts.configuration import Configuration
from agwctl.doctor.facts.deep import DIRECTLY, THROUGH, Deep, Generated
from agwctl.doctor.facts.fact import Unread, known_or
from agwctl.doctor.facts.facts import Asked, ServerFacts
from agwctl.doctor.facts.gateway import Gateway
from agwctl.doctor.wire.completion import complete, embed, send
from agwctl.model_name import same_model
from agwctl.models.configured import Use
from agwctl.models.fitting import runs_elsewhere
from agwctl.ollama.replies import Listed, Running, Shown, running

__all__ = ["SECONDS", "Target", "read", "target"]

SECONDS = 120.0
"""That all of it may take together."""
_PS_SECONDS = 5.0
_ASKING_SECONDS = SECONDS - 3 * _PS_SECONDS
"""So that what was seen until then is told."""
_PATH = "/v1/chat/completions"
_ENCODERS = re.compile(r"embed|minilm|bert|rerank|whisper|(^|[/-])(bge|e5|gte)-", re.IGNORECASE)
"""Names of models that say nothing: a gateway's list has no more than names."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is going to be asked; at least one of the two ways is there."""

    server: str = ""
    """URL of the Ollama; empty when none can be reached, or none has such a model."""
    model: str = ""
    """As that server is asked for it."""
    size: int = 0
    """Bytes of its file that are to be loaded; 0 when that is not known, or it is loaded already."""
    gateway: str = ""
    """URL that stands before /v1; empty without a gateway that answers."""
    gateway_model: str = ""
    """As the gateway is asked for it."""
    embeds: bool = False
    """Whether it makes vectors, and says nothing."""

    @property
    def name(self) -> str:
        return self.model or self.gateway_model

    @property
    def cost(self) -> str:
        """What asking does, for the person who waits."""
        ways = []
        if self.server:
            loads = f" (which loads {self.size / 1e9:.1f} GB)" if self.size else ""
            ways.append(f"directly at {self.server}{loads}")
        if self.gateway:
            ways.append(f"through {self.gateway}")
        what = "the vector of a few words" if self.embeds else "a few words"
        return f"--deep asks {self.name} for {what}, {' and '.join(ways)}"


def target(
    servers: Sequence[ServerFacts], gateway: Gateway | None, configuration: Configuration | None, asked: Asked
) -> Target | Unread:
    """Which model is asked where: --model, else the first one configured for chats, else the smallest that is there."""
    named = _named(servers, configuration, asked)
    server, listed = _direct(servers, named)
    model = listed.name if listed is not None else ""
    way, through = _through(gateway, configuration, model or named or "")
    if server is None and not through:
        return Unread(f"no server has a model to ask{f' of the name {named}' if named else ''}")
    return Target(
        server.server.url if server is not None else "",
        model,
        listed.size if listed is not None and not _is_loaded(server, model) else 0,
        way,
        through,
        server is not None and listed is not None and _embeds(server, listed),
    )


def read(wanted: Target, seconds: float = _ASKING_SECONDS) -> Deep:
    """Loads the model, then asks: directly and through the gateway, as a whole and as a stream."""
    end = time.monotonic() + seconds
    before = _ps(wanted.server)
    was_loaded = any(each.name == wanted.model for each in before or ())
    load_seconds, load_error = None, ""
    if wanted.server and not was_loaded and not wanted.embeds:
        load_seconds, load_error = _loaded(wanted, seconds)
    answers = () if load_error else tuple(_answers(wanted, lambda: min(end - time.monotonic(), seconds / 2)))
    return Deep(
        wanted.name,
        was_loaded,
        wanted.server,
        answers,
        load_seconds,
        load_error,
        _speed(answers),
        _ps(wanted.server),
    )


def _is_loaded(server: ServerFacts | None, model: str) -> bool:
    return server is not None and any(each.name == model for each in known_or(server.ps, ()))


def _named(servers: Sequence[ServerFacts], configuration: Configuration | None, asked: Asked) -> str | None:
    """The model that somebody wants, as an Ollama calls it."""
    if asked.model:
        return asked.model
    models = [*(each for seen in servers for each in seen.server.models)]
    models += configuration.models if configuration is not None else ()
    chats = [each.model for each in models if each.model and (Use.CHAT in each.uses or not each.uses)]
    return chats[0] if chats else None


def _direct(servers: Sequence[ServerFacts], named: str | None) -> tuple[ServerFacts | None, Listed | None]:
    """The first server that has the model, and its entry; of models that nobody names one that talks, if any does."""
    here = [(each, model) for each in servers for model in known_or(each.tags, ()) if not _is_elsewhere(model)]
    if named:
        fitting = [pair for pair in here if same_model(pair[1].name, named)]
    else:
        talking = [pair for pair in here if pair[1].talks]
        fitting = sorted(talking or [pair for pair in here if _embeds(*pair)], key=lambda pair: pair[1].size)
    return fitting[0] if fitting else (None, None)


def _is_elsewhere(model: Listed) -> bool:
    return bool(model.remote_host) or runs_elsewhere(model.name)


def _embeds(server: ServerFacts, model: Listed) -> bool:
    """By what the server shows of it, which is more exact than its list."""
    shown = server.shown.get(model.name)
    can = shown.capabilities if isinstance(shown, Shown) else model.capabilities
    return "embedding" in can and "completion" not in can


def _through(gateway: Gateway | None, configuration: Configuration | None, model: str) -> tuple[str, str]:
    """What stands before /v1 at the gateway, and what the model is called there; empty when there is no such way.

    The configuration says it; of a gateway without one, its list of models.
    """
    if gateway is None or isinstance(gateway.models, Unread) or not gateway.models.status:
        return "", ""
    if "x-powered-by" in gateway.models.headers:  # a program for people, which has no use for a chat
        return "", ""
    calls = configuration.calls if configuration is not None else ()
    here = [each for each in calls if each.port == gateway.address.port and each.path.endswith(_PATH)]
    if configuration is not None and here:
        called = {each.name: each.model for each in configuration.models}
        fitting = [each for each in here if same_model(called.get(each.model) or each.model, model)]
        call = (fitting or here)[0]
        is_for_all = not fitting and call.model not in called
        return gateway.url + call.path.removesuffix(_PATH), model if is_for_all and model else call.model
    ids = _ids(gateway)
    same = [id for id in ids if model and same_model(id, model)]
    talking = [id for id in ids if not _ENCODERS.search(id)]
    name = (same or [model] * bool(model) or talking or ids or [""])[0]
    return (gateway.url, name) if name else ("", "")


def _ids(gateway: Gateway) -> list[str]:
    if isinstance(gateway.models, Unread):
        return []
    try:
        data = json.loads(gateway.models.text)["data"]
        return [each["id"] for each in data if isinstance(each["id"], str)]
    except (ValueError, TypeError, KeyError, RecursionError):
        return []


def _loaded(wanted: Target, seconds: float) -> tuple[float | None, str]:
    """A request without a prompt loads the model and says nothing. How long it took, or why it did not work."""
    reply = send("POST", f"{wanted.server}/api/generate", {"model": wanted.model, "stream": False}, seconds)
    if reply.status == 200 and not reply.error:
        return reply.seconds, ""
    return None, reply.error or f"status {reply.status} and no word"


def _answers(wanted: Target, left: Callable[[], float]) -> Iterator[Generated]:
    """Directly first: what comes later finds the prompt in the server's cache, so a gateway is not blamed for that."""
    ways = [(DIRECTLY, wanted.server, wanted.model), (THROUGH, wanted.gateway, wanted.gateway_model)]
    for is_stream in (False,) if wanted.embeds else (True, False):
        for way in [each for each in ways if each[1]]:
            if left() <= 0:
                return
            answer = _answer(wanted, *way, is_stream, left())
            if answer.is_late:
                ways.remove(way)  # it would be the same again
            yield answer


def _answer(wanted: Target, through: str, url: str, model: str, is_stream: bool, seconds: float) -> Generated:
    if wanted.embeds:
        return embed(url, model, through, seconds)
    return complete(url, model, through, is_stream, seconds)


def _speed(answers: Sequence[Generated]) -> float | None:
    """Tokens a second, by the pieces of a stream that came directly."""
    streams = [each for each in answers if each.is_stream and each.is_good and each.tokens > 1]
    best = next((each for each in streams if each.through == DIRECTLY), streams[0] if streams else None)
    if best is None or best.arrivals[-1] <= best.arrivals[0]:
        return None
    return (best.tokens - 1) / (best.arrivals[-1] - best.arrivals[0])


def _ps(server: str) -> tuple[Running, ...] | None:
    if not server:
        return None
    reply = send("GET", f"{server}/api/ps", None, _PS_SECONDS)
    try:
        value: Mapping[str, Any] = reply.json
        return tuple(running(entry) for entry in value["models"])
    except (ValueError, TypeError, KeyError):
        return None
