"""The Ollama servers and the models that a gateway configuration names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from agwctl.config.address import HostPort
from agwctl.config.llm import Llm, LlmModel
from agwctl.config.llm_address import llm_address
from agwctl.config.llm_backends import AiPlace, OllamaHost, find_ai_places, model_of, ollama_hosts
from agwctl.config.load import Loaded
from agwctl.config.models import Models
from agwctl.config.names import OLLAMA_PORT
from agwctl.config.reach import Reach
from agwctl.models.configured import Configured, Use
from agwctl.ollama.address import Address, to_dial

__all__ = ["configured"]


CLOUDS = (
    "openai.com", "openai.azure.com", "anthropic.com", "googleapis.com", "openrouter.ai", "groq.com",
    "mistral.ai", "deepseek.com", "together.xyz", "x.ai", "cohere.com", "fireworks.ai", "perplexity.ai", "cerebras.ai",
)  # fmt: skip
"""Domains of providers whose models are nobody's own: they are not asked."""

_OWN_PATH = re.compile(r"/(?:v1|api|chat/completions|completions|embeddings|responses|messages)(?:/|$)")
"""Where the path of an API begins, right or wrong; what stands before it is the server's root."""


def configured(loaded: Loaded, reaches: Iterable[Reach] = ()) -> list[Configured]:
    """What a valid configuration names, in the order of the file; `reaches` say what each is used for."""
    if loaded.config is None:
        return []
    uses = _uses(reaches)
    models = Models(loaded.config)
    found = list(_of_section(loaded, loaded.config.llm, uses)) if loaded.config.llm is not None else []
    for place in find_ai_places(models):
        found += _of_backend(loaded, place, uses)
    found += [_of_host(loaded, host, uses) for host in ollama_hosts(models) if host.named.host is not None]
    return sorted(_merged(found), key=lambda each: [int(number) for number in each.where.rsplit(":", 2)[1:]])


_ENDS = {
    Use.EMBEDDINGS: ("/embeddings", "/embed"),
    Use.CHAT: ("/completions", "/responses", "/messages", "/chat", "/generate"),
}

_Uses = dict[tuple[int, ...], frozenset[Use]]
"""By the ids of route and backend, or of the model."""


def _uses(reaches: Iterable[Reach]) -> _Uses:
    sent: _Uses = {}
    refused: _Uses = {}
    for way in reaches:
        # What gets to no backend is another route's.
        if way.method == "POST" and (way.model is not None or way.backend is not None):
            key = (id(way.model),) if way.model is not None else (id(way.route), id(way.backend))
            path, found = (way.path, refused) if way.sent is None else (way.sent.path.partition("?")[0], sent)
            found[key] = found.get(key, frozenset()) | {use for use, ends in _ENDS.items() if path.endswith(ends)}
    return refused | sent  # where every call is refused it is a backend that this build does not run


def _of_section(loaded: Loaded, llm: Llm, uses: _Uses) -> Iterator[Configured]:
    providers = {each.name: each for each in llm.providers or ()}
    for model in llm.models:
        shared = providers.get(model.provider.reference or "")
        # What the model's own `params` leave open, the provider that it refers to says.
        source = model if shared is None else LlmModel(name=model.name, provider=shared.provider, params=shared.params)
        address = llm_address(source)
        if source.provider.which not in ("ollama", "openai", "open_ai", "custom") or address is None:
            continue
        custom = source.provider.custom
        sent = model.params.model or source.params.model or (custom.model if custom is not None else None)
        if sent is None and "*" not in model.name:
            sent = model.name
        tls = source.tls is not None or (address.url is not None and address.url.is_tls)
        written = _written(address.host, tls, address.prefix or source.params.path_override)
        if written is not None:
            is_ollama = source.provider.which == "ollama" or address.host.port == OLLAMA_PORT
            node = model.params.node("model") if model.params.model is not None else model.node("name")
            used = uses.get((id(model),), frozenset())
            at = _where(loaded, address.node)
            where = _where(loaded, node)
            text = "" if address.node is model.node("provider") else _text(address.node)
            yield Configured(to_dial(written), sent, model.name, where, is_ollama, used, text, at)


def _of_backend(loaded: Loaded, place: AiPlace, uses: _Uses) -> Iterator[Configured]:
    ai = place.ai
    if ai.host_override is None or ai.provider.which not in ("open_ai", "custom"):
        return
    tls = any(getattr(layer, "backend_tls", None) is not None for layer in place.layers)
    written = _written(ai.host_override, tls, ai.path_prefix or ai.path_override)
    if written is None:
        return
    model, node = model_of(ai) or (None, ai.node("host_override"))
    used = uses.get((id(place.route), id(place.entry)), frozenset())
    is_ollama, where = ai.host_override.port == OLLAMA_PORT, _where(loaded, node)
    stands = ai.node("host_override")
    text, at = _text(stands), _where(loaded, stands)
    entry = Configured(to_dial(written), model or None, ai.name, where, is_ollama, used, text, at)
    yield entry
    for policy in (policy for layer in place.layers if (policy := getattr(layer, "ai", None)) is not None):
        for alias, meant in (policy.model_aliases or {}).items():
            if "*" not in meant:
                yield replace(entry, model=meant, name=alias, where=_where(loaded, policy.node("model_aliases")))


def _of_host(loaded: Loaded, host: OllamaHost, uses: _Uses) -> Configured:
    named = host.named
    assert named.host is not None  # by what it was found
    layers = (host.entry.policies, named.policies, host.route.policies)
    tls = any(getattr(layer, "backend_tls", None) is not None for layer in layers)
    written = _written(named.host, tls, None)
    assert written is not None  # it has a port
    used = uses.get((id(host.route), id(host.entry)), frozenset())
    text, at = _text(named.node("host")), _where(loaded, named.node("host"))
    return Configured(to_dial(written), None, str(named.host), at, True, used, text, at)


def _written(host: HostPort, tls: bool, path: str | None) -> Address | None:
    """The root of a server whose API's path begins, or is overridden, so; None for a Unix socket and for clouds."""
    if host.path is not None or (host.port != OLLAMA_PORT and _is_cloud(host.host)):
        return None
    root = _OWN_PATH.split((path or "").partition("?")[0])[0].rstrip("/")
    return Address("https" if tls else "http", host.host, host.port, root)


def _is_cloud(host: str) -> bool:
    return f".{host.lower()}".endswith(tuple(f".{cloud}" for cloud in CLOUDS))


def _text(node: Any) -> str:
    """A value as it is read: without quotes, and with what variables stand for."""
    return str(getattr(node, "text", ""))


def _where(loaded: Loaded, node: Any) -> str:
    start = loaded.source.span(node).start
    return f"{loaded.source.path}:{start.line}:{start.column}"


def _merged(entries: Iterable[Configured]) -> Iterator[Configured]:
    """Of a backend that several routes use one entry, with all that they use it for."""
    same: dict[Configured, list[frozenset[Use]]] = {}
    for entry in entries:
        same.setdefault(replace(entry, uses=frozenset()), []).append(entry.uses)
    for entry, uses in same.items():
        yield replace(entry, uses=frozenset().union(*uses) if all(uses) else frozenset())
