"""The account on ollama.com, and what is fetched from there: sign-in, web search, what to pull next."""

from __future__ import annotations

from agwctl.http.message import Request, Response
from agwctl.ollama.engine import Engine
from agwctl.ollama.gojson import Struct, decode, encode
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.wire import JSON_UTF8, reply

__all__ = ["me", "recommendations", "sign_out", "status", "web_fetch", "web_search"]

_SEARCH = Struct("api.WebSearchRequest", {"query": "string", "max_results": "int"})
_FETCH = Struct("api.WebFetchRequest", {"url": "string"})


def status(engine: Engine, request: Request) -> Response:
    return reply(200, JSON_UTF8, encode({"cloud": engine.cloud.status}))


def me(engine: Engine, request: Request) -> Response:
    try:
        engine.cloud.reach("/api/me")
    except Refusal:
        raise Refusal(503, "account unavailable") from None
    engine.cloud.sign_in_checked()
    return reply(200, JSON_UTF8, encode(engine.cloud.account))


def sign_out(engine: Engine, request: Request) -> Response:
    if not engine.cloud.user:
        raise Refusal(401, "you are not currently signed in")
    engine.cloud.user = ""
    return reply(200, JSON_UTF8, "null")


def web_search(engine: Engine, request: Request) -> Response:
    asked = decode(b"".join(request.body), _SEARCH, empty="missing request body")
    engine.cloud.admit("/api/web_search", "web search is unavailable")
    query = asked.get("query", "")
    found = {
        "title": f"About {query}",
        "url": "https://example.com/",
        "content": "Made up by agwctl's stand-in for Ollama: nothing was searched.",
    }
    return reply(200, JSON_UTF8, encode({"results": [found]}))


def web_fetch(engine: Engine, request: Request) -> Response:
    asked = decode(b"".join(request.body), _FETCH, empty="missing request body")
    engine.cloud.admit("/api/web_fetch", "web fetch is unavailable")
    content = f"Made up by agwctl's stand-in for Ollama: {asked.get('url', '')} was not fetched."
    return reply(200, JSON_UTF8, encode({"title": "A made-up page", "content": content, "links": []}))


def recommendations(engine: Engine, request: Request) -> Response:
    names = [str(name).removesuffix(":latest") for name in engine.library.registries.names]
    return reply(200, JSON_UTF8, encode({"recommendations": [{"model": name} for name in names]}))
