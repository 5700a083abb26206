"""One fixed path for all kinds of requests.

What it does: finds a `pathOverride` that is a whole endpoint, such as `/v1/chat/completions`, where requests of other
kinds come in as well.

Why: `pathOverride` takes the place of every request's path. Embeddings, and lists of models, arrive at Ollama as chat
completions and fail.

Example:

    backends:
    - ai:
        name: ollama
        hostOverride: localhost:11434
        pathOverride: /v1/chat/completions
        provider: {openAI: {}}

Use instead: the part that all have in common.

    backends:
    - ai:
        name: ollama
        hostOverride: localhost:11434
        pathPrefix: /v1
        provider: {openAI: {}}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agwctl.config.base_url import BaseUrl
from agwctl.config.llm import LlmModel
from agwctl.config.llm_provider import LlmParams
from agwctl.config.match import RouteMatch
from agwctl.config.pattern import matches_whole
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.edits import both
from agwctl.lint.llm import ai_places
from agwctl.lint.rule import LintContext, fix
from agwctl.source.edit import Edits
from agwctl.source.node import Mapping, Node, Scalar

META = Code("AGW207", "one-path-for-all", Severity.WARNING, "one fixed path for all kinds of requests")
IDS = ("E05",)

CHAT = "/chat/completions"
CALLS = (
    ("POST", "/v1/chat/completions"),
    ("POST", "/v1/embeddings"),
    ("GET", "/v1/models"),
)
"""Three kinds of requests that clients make, each for its own endpoint."""
ENDPOINTS = (CHAT, "/completions", "/embeddings", "/responses", "/messages", "/api/chat", "/api/generate", "/api/embed")


def check(ctx: LintContext) -> Iterator[Finding]:
    if not ctx.loads:
        return
    for place in ctx.shared(ai_places):
        override, ai = place.ai.path_override, place.ai
        lost = _lost(override, place.route.matches)
        if override is not None and lost is not None:
            cure = _as_prefix(ctx, ai.node()) if ai.path_prefix is None else None
            yield _finding(ai.node("path_override"), override, lost, "pathPrefix: /v1", cure)
    for model in ctx.each(LlmModel):
        params = model.params
        lost = _lost(params.path_override, [RouteMatch()])
        if params.path_override is not None and lost is not None:
            node = params.node("path_override")
            yield _finding(
                node, params.path_override, lost, "baseUrl with /v1 at its end", _as_url(ctx, model.name, params)
            )


def _finding(node: Node, override: str, lost: str, instead: str, edits: Edits) -> Finding:
    message = f"{lost} arrives at {override} as well: pathOverride takes the place of every path"
    return Finding(META, node, message, f"use {instead} instead", (), fix("fix only the beginning", edits, safe=False))


def _lost(override: str | None, matches: Iterable[RouteMatch]) -> str | None:
    """A call of another kind than the path is for, which the matches take."""
    path = (override or "").partition("?")[0]
    if not path.endswith(ENDPOINTS):
        return None
    found = (call for call in CALLS for match in matches if not path.endswith(call[1]) and _takes(match, *call))
    call = next(found, None)
    return None if call is None else " ".join(call)


def _takes(match: RouteMatch, method: str, path: str) -> bool:
    if match.method not in (None, method) or match.headers or match.query:
        return False
    if match.path.regex is not None:
        return matches_whole(match.path.regex, path)
    if match.path.which == "exact":
        return match.path.exact == path
    prefix = (match.path.path_prefix or "").rstrip("/")
    return path == prefix or path.startswith(f"{prefix}/")


def _as_prefix(ctx: LintContext, owner: Node) -> Edits:
    key, value = _entry(owner)
    if key is None or value is None or not value.text.endswith(CHAT):
        return None
    return both(ctx.editor.rename(key, "pathPrefix"), ctx.editor.replace(value, value.text.removesuffix(CHAT)))


def _as_url(ctx: LintContext, name: str, params: LlmParams) -> Edits:
    owner, url = params.node(), params.node("base_url")
    key, value = _entry(owner)
    if not isinstance(owner, Mapping) or key is None or value is None or params.base_url is None:
        return None
    path, wanted = BaseUrl.parse(params.base_url, name).path, value.text.removesuffix(CHAT)
    if params.path_prefix is not None or not value.text.endswith(CHAT) or path not in ("", wanted):
        return None
    without = ctx.editor.remove(owner, key)
    if path == wanted:
        return without
    return both(without, ctx.editor.replace(url, params.base_url.rstrip("/") + wanted))


def _entry(owner: Node) -> tuple[Scalar | None, Scalar | None]:
    for key, value in owner.entries if isinstance(owner, Mapping) else []:
        if key.text == "pathOverride" and isinstance(value, Scalar):
            return key, value
    return None, None
