"""Chat requests arrive at a path that Ollama does not serve.

What it does: follows a chat request through the gateway, as `agwctl validate --paths` shows it, and compares the path
that the upstream gets with Ollama's.

Why: a `/v1` that is missing or there twice, or a prefix that nobody takes off, ends in Ollama's `404 page not found`.

Example:

    routes:
    - policies:
        urlRewrite:
          path: {prefix: /v1}
      backends:
      - ai:
          name: ollama
          hostOverride: localhost:11434
          provider:
            openAI: {}
        policies:
          ai:
            routes: {"*": completions}

Use instead: no rewrite, since clients send `/v1/chat/completions` already.

    routes:
    - backends:
      - ai:
          name: ollama
          hostOverride: localhost:11434
          provider:
            openAI: {}
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from agwctl.config.base_url import BaseUrl
from agwctl.config.llm import LlmModel
from agwctl.config.llm_backends import AiPlace
from agwctl.config.names import OLLAMA_PORT
from agwctl.config.reach import CALLS, Reach, is_served
from agwctl.config.route import Route
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.addresses import old_keys
from agwctl.lint.llm import ai_places
from agwctl.lint.path_source import path_change, place_of_path
from agwctl.lint.rule import LintContext, fix
from agwctl.lint.rules.prefix_is_a_mount import mount
from agwctl.source.edit import Edits

META = Code("AGW417", "unserved-path", Severity.WARNING, "chat requests arrive at a path that Ollama does not serve")
IDS = ("E01", "E02", "E04")

CHAT = "/chat/completions"
KNOWN = frozenset(path for _, path in CALLS)


def check(ctx: LintContext) -> Iterator[Finding]:
    if not ctx.loads:
        return
    alike: dict[Hashable, list[Route | LlmModel]] = {}
    for owner, settings in _choosers(ctx):
        alike.setdefault(settings, []).append(owner)
    first = [owners[0] for owners in alike.values()]
    lost = {id(way.model or way.route) for way in _astray(ctx, first)}
    owners = [owner for same in alike.values() if id(same[0]) in lost for owner in same]
    for way in _astray(ctx, owners):
        yield _finding(ctx, way)


def _choosers(ctx: LintContext) -> Iterator[tuple[Route | LlmModel, Hashable]]:
    """The routes and models where something beside the client decides on the path, with all that does.

    Of those that are alike in that one is followed, and the others only when it goes astray.
    """
    for place in ctx.shared(ai_places):
        if _changes_path(place):
            yield place.route, _settings(place)
    twice = {id(key.params) for key in old_keys(ctx) if key.contradicts}  # AGW208 tells
    for model in ctx.config.llm.models if ctx.config.llm is not None else []:
        if ctx.is_sound(model) and _has_path(model) and id(model.params) not in twice:
            yield model, id(model)


def _changes_path(place: AiPlace) -> bool:
    if path_change(place.route) is not None:
        return True
    if getattr(place.ai, "path_prefix", None) is not None or getattr(place.ai, "path_override", None) is not None:
        return True
    return any(match.path.exact not in {None, *KNOWN} for match in place.route.matches)


def _settings(place: AiPlace) -> Hashable:
    rewrite = path_change(place.route)
    ai = place.ai
    policies = [found for layer in place.layers if (found := getattr(layer, "ai", None)) is not None]
    matches = tuple(
        (match.path.which, mount(match) is None, match.path.exact, match.path.which == "regex" and id(match))
        for match in place.route.matches
    )
    port = place.ai.host_override.port if place.ai.host_override is not None else None
    return (
        rewrite and (rewrite.full, rewrite.prefix),
        getattr(ai, "path_prefix", None),
        getattr(ai, "path_override", None),
        ai.provider.which,
        id(ai) if ai.provider.which == "custom" else None,
        port,
        matches,
        tuple(tuple(policy.routes.items()) for policy in policies),
    )


def _has_path(model: LlmModel) -> bool:
    params = model.params
    if params.path_prefix is not None or params.path_override is not None or params.base_url is None:
        return params.path_prefix is not None or params.path_override is not None
    return BaseUrl.parse(params.base_url, model.name).path.rstrip("/") not in ("", "/v1")


def _astray(ctx: LintContext, of: list[Route | LlmModel]) -> Iterator[Reach]:
    """For each match and backend of these routes, and each model, a chat request that goes astray, if none arrives."""
    if not of:
        return
    ways: dict[tuple[int, int], list[Reach]] = {}
    for way in ctx.reach(of):
        if way.is_llm:
            ways.setdefault((id(way.match or way.model), id(way.backend)), []).append(way)
    yield from filter(None, map(_lost, ways.values()))


def _lost(group: list[Reach]) -> Reach | None:
    """A chat request, or else any, that goes astray when none of its kind arrives."""
    chats = [way for way in group if way.method == "POST" and (way.path.endswith(CHAT) or way.path not in KNOWN)]
    sent = [way for way in chats or group if way.sent is not None]
    if any(way.sent is not None and is_served(way.sent) for way in sent):
        return None
    shown = sorted(sent, key=lambda way: not way.path.endswith(f"/v1{CHAT}"))
    return next(filter(_is_astray, shown), None)


def _is_astray(way: Reach) -> bool:
    """Other servers have other paths: told is what goes to Ollama, and what is right nowhere."""
    assert way.sent is not None
    if way.match is not None and mount(way.match) and way.sent.path == way.path:
        return False  # AGW403 tells it
    is_ollama = way.sent.endpoint.endswith(f":{OLLAMA_PORT}") or "ollama" in way.sent.endpoint.lower()
    return is_ollama or way.sent.path.startswith("/v1/v1/")


def _finding(ctx: LintContext, way: Reach) -> Finding:
    assert way.sent is not None
    steps = f" ({'; '.join(way.why)})" if way.why else ""
    message = f"{way.method} {way.path} reaches {way.sent.endpoint} as {way.sent.path}{steps}: Ollama answers 404"
    cure = fix("end the base URL in /v1", _as_ollamas(ctx, way), safe=False)
    return Finding(META, place_of_path(way), message, _hint(way.sent.path), (), cure)


def _as_ollamas(ctx: LintContext, way: Reach) -> Edits:
    """The base URL of a model with Ollama's own path, if that is what decides."""
    url = way.model.params.base_url if way.model is not None else None
    if way.model is None or url is None or place_of_path(way) is not way.model.params.node("base_url"):
        return None
    return ctx.editor.replace(place_of_path(way), "/".join([*url.split("/")[:3], "v1"]))


def _hint(path: str) -> str:
    if path.startswith("/v1/v1/"):
        return "/v1 is there twice: take it out here, clients send it already"
    if path.endswith(CHAT):
        return f"Ollama serves /v1{CHAT}: make the path that is put before {CHAT} end up as /v1"
    return f"Ollama serves /v1{CHAT}: let clients call that, or set pathPrefix: /v1"
