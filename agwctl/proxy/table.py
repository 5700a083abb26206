"""Which listener and which route a request belongs to."""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import unquote_plus

from agwctl.config.pattern import matches_whole
from agwctl.http.message import Headers
from agwctl.proxy.route import Route

__all__ = ["Candidate", "HostTable", "Listener", "Match", "RouteTable"]

T = TypeVar("T")


class Value(NamedTuple):
    """A value that must be equal, or match a regular expression whole."""

    exact: str | None
    regex: re.Pattern[str] | None = None

    def accepts(self, text: str) -> bool:
        return text == self.exact if self.regex is None else matches_whole(self.regex, text)


class Match(NamedTuple):
    """One alternative of a route: everything in it must hold."""

    kind: str = "prefix"
    """`exact`, `prefix` or `regex`."""
    path: bytes = b"/"
    regex: re.Pattern[str] | None = None
    method: bytes | None = None
    headers: tuple[tuple[bytes, Value], ...] = ()
    query: tuple[tuple[str, Value], ...] = ()

    def __str__(self) -> str:
        path = self.path.decode("utf-8", "replace")
        shown = {"exact": f"= {path}", "regex": f"~ {path}"}.get(self.kind, path.rstrip("/") + "/*")
        conditions = [f"{kind} {name}" for kind, names in self._named() for name in names]
        return " ".join([*([self.method.decode()] if self.method else []), shown, *conditions])

    def _named(self) -> Iterable[tuple[str, list[str]]]:
        yield "header", [name.decode() for name, _ in self.headers]
        yield "query", [name for name, _ in self.query]

    @property
    def rank(self) -> tuple[int, int, int, int, int]:
        """Smaller is more specific."""
        return (
            0 if self.kind == "exact" else 1,
            -len(self.path),
            0 if self.method else 1,
            -len(self.headers),
            -len(self.query),
        )

    @property
    def stem(self) -> bytes:
        """A prefix without a slash at its end."""
        return self.path[:-1] if self.path.endswith(b"/") else self.path

    def accepts_path(self, path: bytes) -> bool:
        if self.kind == "prefix":
            stem = self.stem
            return path.startswith(stem) and path[len(stem) : len(stem) + 1] in (b"", b"/") and path[:1] == b"/"
        if self.kind == "exact":
            return path == self.path
        return self.regex is not None and matches_whole(self.regex, path.decode("latin-1"))

    def accepts_headers(self, request: Candidate) -> bool:
        return all(any(value.accepts(text) for text in request.values(name)) for name, value in self.headers)

    def accepts(self, request: Candidate) -> bool:
        if not self.accepts_path(request.path) or (self.method is not None and request.method != self.method):
            return False
        if not self.accepts_headers(request):
            return False
        if not self.query:
            return True
        given = request.parameters()
        return all(name in given and value.accepts(given[name]) for name, value in self.query)


class Candidate:
    """What matching looks at; `query` has no `?` and is None when the target has none."""

    __slots__ = ("authority", "headers", "method", "path", "query", "scheme")

    def __init__(
        self, method: bytes, scheme: bytes, authority: bytes, path: bytes, query: bytes | None, headers: Headers
    ) -> None:
        self.method = method
        self.scheme = scheme
        self.authority = authority
        self.path = path
        self.query = query
        self.headers = headers

    @property
    def path_and_query(self) -> bytes:
        return self.path if self.query is None else self.path + b"?" + self.query

    def values(self, name: bytes) -> list[str]:
        """The values of a header or of a pseudo header."""
        match name:
            case b":method":
                found = [self.method]
            case b":path":
                found = [self.path_and_query]
            case b":authority":
                found = [self.authority]
            case b":scheme":
                found = [self.scheme]
            case _:
                found = self.headers.get_all(name)
        return [value.decode("latin-1") for value in found]

    def parameters(self) -> dict[str, str]:
        """Decoded query parameters; the last of repeated ones."""
        pairs = (item.partition("=") for item in (self.query or b"").decode("latin-1").split("&") if item)
        return {_decoded(name): _decoded(value) for name, _, value in pairs}


def _decoded(text: str) -> str:
    return unquote_plus(text.encode("latin-1").decode("utf-8", "replace"))


class HostTable(Generic[T]):
    """Values by hostname: exact ones, `*.suffix` at any depth (longest first), the rest; case-sensitive."""

    def __init__(self) -> None:
        self._exact: dict[str, T] = {}
        self._suffixes: list[tuple[str, T]] = []
        self._any: T | None = None

    def add(self, hostname: str | None, value: T) -> None:
        if hostname is None:
            self._any = value
        elif hostname.startswith("*."):
            self._suffixes.append((hostname[1:], value))
            self._suffixes.sort(key=lambda item: -len(item[0]))
        else:
            self._exact[hostname] = value

    def get(self, hostname: str | None) -> T | None:
        """The value stored under exactly this name or pattern."""
        if hostname is None:
            return self._any
        if hostname.startswith("*."):
            return next((value for suffix, value in self._suffixes if suffix == hostname[1:]), None)
        return self._exact.get(hostname)

    def find(self, host: str) -> Iterable[T]:
        """Values for a host, the most specific first."""
        if (exact := self._exact.get(host)) is not None:
            yield exact
        for suffix, value in self._suffixes:
            if host.endswith(suffix) and len(host) > len(suffix):
                yield value
        if self._any is not None:
            yield self._any


class Entry(NamedTuple):
    """A route under one of its matches; `group` holds the routes that match exactly the same requests."""

    match: Match
    route: Route
    group: tuple[Route, ...] = ()


def _order(entry: Entry) -> tuple[tuple[int, ...], str]:
    return entry.match.rank, entry.route.key


class Entries:
    """The routes of one hostname, found by their paths; many of them cost no more than few."""

    def __init__(self) -> None:
        self._exact: dict[bytes, list[Entry]] = {}
        self._prefixes: dict[bytes, list[Entry]] = {}
        self._regexes: list[Entry] = []

    def add(self, entry: Entry) -> None:
        match = entry.match
        if match.kind == "regex":
            where = self._regexes
        elif match.kind == "exact":
            where = self._exact.setdefault(match.path, [])
        else:
            where = self._prefixes.setdefault(match.stem, [])
        insort(where, entry, key=_order)

    def find(self, request: Candidate) -> Entry | None:
        """The first in order that takes the request."""
        exact = _first(self._exact.get(request.path, ()), request)
        if exact is not None:
            return exact
        best = next(filter(None, (_first(same, request) for same in self._along(request.path))), None)
        for entry in self._regexes:
            if best is not None and _order(best) < _order(entry):
                break
            if entry.match.accepts(request):
                return entry
        return best

    def _along(self, path: bytes) -> Iterable[list[Entry]]:
        """Those whose prefix the path has, the longest first."""
        end = len(path)
        while end >= 0:
            if (same := self._prefixes.get(path[:end])) is not None:
                yield same
            end = path.rfind(b"/", 0, end)


def _first(entries: Iterable[Entry], request: Candidate) -> Entry | None:
    return next((entry for entry in entries if entry.match.accepts(request)), None)


class RouteTable:
    """The routes of one listener in the order in which they are tried."""

    def __init__(self) -> None:
        self._hosts: HostTable[Entries] = HostTable()

    def add(self, route: Route, matches: Sequence[Match], hostnames: Sequence[str], group: tuple[Route, ...]) -> None:
        for hostname in hostnames or (None,):
            entries = self._hosts.get(hostname)
            if entries is None:
                entries = Entries()
                self._hosts.add(hostname, entries)
            for match in matches:
                entries.add(Entry(match, route, group))

    def find(self, host: str, request: Candidate) -> Entry | None:
        found = (entries.find(request) for entries in self._hosts.find(host))
        return next(filter(None, found), None)


class Listener(NamedTuple):
    """A listener with its routes."""

    name: str
    routes: RouteTable
