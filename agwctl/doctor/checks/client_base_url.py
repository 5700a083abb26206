"""The base URLs in this shell's variables are what clients make of them: with /v1, or without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from agwctl.doctor.check import Check, Finding, Fix, Link, Scope, not_needed, passed, warned
from agwctl.doctor.evidence.client_url import LOOPBACK, ClientUrl, is_meant, is_same_host, read, targets
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.shell import export

__all__ = ["META", "run"]

META = Check(
    "client-base-url",
    Link.CLIENT,
    "base URLs in this shell's variables fit the clients that read them",
    ids=("G01", "G02", "G03", "G04", "A10", "A15", "A16", "E02"),
    scope=Scope.ONCE,
)
OPENAI = ("OPENAI_BASE_URL", "OPENAI_API_BASE", "OPENAI_API_BASE_URL")
NATIVE = ("OLLAMA_API_BASE", "OLLAMA_BASE_URL", "OLLAMA_API_URL", "OLLAMA_HOST")
"""Of clients that add /api themselves."""
ANTHROPIC = ("ANTHROPIC_BASE_URL",)
"""Its library adds /v1/messages."""
ENDPOINTS = ("/chat/completions", "/completions", "/embeddings", "/responses", "/messages", "/models",
             "/api/chat", "/api/generate", "/api/embed", "/api/tags")  # fmt: skip


class _Fault(NamedTuple):
    id: str
    says: str
    path: str
    """What belongs there instead."""
    holds: Callable[[str], bool]


def _ends(path: str) -> bool:
    return path.rstrip("/").endswith(ENDPOINTS)


_SLASHES = _Fault("G04", "has two slashes in a row", "", lambda path: "//" in path)
_OPENAI = (
    _Fault("G03", "is a whole endpoint, and clients add another", "/v1", _ends),
    _Fault("E02", "has /v1 twice", "/v1", lambda path: "/v1/v1" in path),
    _SLASHES._replace(path="/v1"),
    _Fault("G02", "is the root of Ollama's own API, not of OpenAI's", "/v1", lambda path: "/api" in path),
    _Fault("G01", "lacks /v1: clients ask for /chat/completions", "/v1", lambda path: not path.rstrip("/")),
)
_NATIVE = (
    _Fault("G03", "is a whole endpoint, and clients add another", "", _ends),
    _SLASHES,
    _Fault("G02", "ends in OpenAI's /v1, and clients of Ollama's own API add /api", "",
           lambda path: path.rstrip("/").endswith("/v1")),
    _Fault("G02", "ends in /api, which clients add themselves", "", lambda path: path.rstrip("/").endswith("/api")),
)  # fmt: skip
_ANTHROPIC = (
    _Fault("G03", "is a whole endpoint, and clients add another", "", _ends),
    _SLASHES,
    _Fault("E02", "ends in /v1, and Anthropic's library adds /v1/messages", "",
           lambda path: path.rstrip("/").endswith("/v1")),
)  # fmt: skip


def run(facts: Facts) -> Finding:
    urls = list(_urls(facts))
    for each, faults in urls:
        found = _fault(facts, each, faults)
        if found is not None:
            return found
    names = ", ".join(each.name for each, _ in urls)
    if not names:
        return not_needed("no variable of this shell names a base URL")
    return passed(f"{names}: as their readers want it")


def _urls(facts: Facts) -> Iterator[tuple[ClientUrl, tuple[_Fault, ...]]]:
    """Those that are set and lead to a server or gateway that is looked at, or to this machine."""
    for names, faults in ((OPENAI, _OPENAI), (NATIVE, _NATIVE), (ANTHROPIC, _ANTHROPIC)):
        for name in names:
            url = read(name, facts.environment.get(name, ""))
            if url is not None and is_meant(facts, url):
                yield url, faults


def _fault(facts: Facts, url: ClientUrl, faults: tuple[_Fault, ...]) -> Finding | None:
    if url.name != "OLLAMA_HOST":  # which Ollama itself reads in ways of its own
        if not url.scheme:
            fix = export(facts, "write it with http://", {url.name: f"http://{url.authority}{url.path}"})
            return warned("A16", f"{url.name} has no http://, which clients want ({url.shown})", fixes=[fix])
        if url.is_wildcard:
            return warned("A15", f"{url.name} names the address for listening everywhere ({url.shown}): clients cannot "
                          "call it on Windows", fixes=[_set(facts, url, url.path)])  # fmt: skip
    for fault in faults:
        if fault.holds(url.path):
            summary = f"{url.name} {fault.says} ({url.shown})"
            return warned(fault.id, summary, [f"{url.name}={url.shown}"], [_set(facts, url, fault.path)])
    if url.name != "OLLAMA_HOST" and _is_nowhere(facts, url):
        right = next((each for each in _ends_of(facts)), None)
        fixes = [] if right is None else [export(facts, f"call {right}", {url.name: f"{right}{_root(faults)}"})]
        return warned("A10", f"{url.name} leads to {url.authority}, where nothing listens", [url.shown], fixes)
    return None


def _is_nowhere(facts: Facts, url: ClientUrl) -> bool:
    """Whether it is a port of this machine that nobody has; some loopbacks lead to others, too.

    Of what is looked at other checks tell.
    """
    context, sockets = known_or(facts.context, None), known_or(facts.sockets, None)
    if context is None or sockets is None or context.wsl or context.container or url.host not in LOOPBACK:
        return False
    is_looked_at = any(each.port == url.port and is_same_host(each.host, url.host) for each in targets(facts))
    return bool(sockets.listeners) and not sockets.on(url.port) and not is_looked_at


def _ends_of(facts: Facts) -> Iterator[str]:
    """What clients can call instead: the gateway, or an Ollama."""
    if facts.gateway is not None and not facts.gateway.is_down:
        yield facts.gateway.url
    yield from (each.server.url for each in facts.servers if each.identified)


def _root(faults: tuple[_Fault, ...]) -> str:
    return "/v1" if faults is _OPENAI else ""


def _set(facts: Facts, url: ClientUrl, path: str) -> Fix:
    host = "127.0.0.1" if url.is_wildcard else url.host
    value = f"{url.scheme or 'http'}://{f'[{host}]' if ':' in host else host}:{url.port}{path}"
    return export(facts, f"correct {url.name}", {url.name: value})
