"""Where a request is sent that has its path not quite right: to the clean path, or the one without a slash at the end.

The first comes from Go's router, which looks at the path as it was sent and escapes what it finds once more; the second
from Ollama's own, which looks at the decoded path. Both come before any check of who is asking.
"""

from __future__ import annotations

import html
import posixpath
import re
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

from agwctl.http.message import Headers, Request, Response
from agwctl.ollama.wire import reply

__all__ = ["Target", "to_clean_path", "without_slash"]

_AS_THEY_ARE = "$&+,/:;=@"
"""What Go does not escape in a path, besides letters, digits and -_.~"""
_ESCAPED = re.compile(rb"[A-Za-z0-9\-_.~$&+,/:;=@!'()*\[\]%]*")
_WORDS = {301: "Moved Permanently", 307: "Temporary Redirect"}


class Target(NamedTuple):
    """What a request line asks for, in origin or absolute form."""

    raw: bytes
    """The path as it was sent."""
    query: bytes

    @classmethod
    def of(cls, target: bytes) -> Target:
        raw, _, query = re.sub(rb"^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*", b"", target).partition(b"?")
        return cls(raw or b"/", query)

    @property
    def path(self) -> str:
        """The decoded path."""
        return unquote_to_bytes(self.raw).decode("utf-8", "replace")


def to_clean_path(request: Request, target: Target) -> Response | None:
    """The answer to a path with doubled slashes or dots, None to a clean one."""
    sent = target.raw.decode() if _ESCAPED.fullmatch(target.raw) else _escaped(unquote_to_bytes(target.raw))
    clean = posixpath.normpath("/" + sent.lstrip("/"))
    if sent.endswith("/") and clean != "/":
        clean += "/"
    return None if clean == sent else _redirect(request, 307, _escaped(clean.encode()), target.query)


def without_slash(request: Request, target: Target) -> Response:
    """The answer to a path with a slash too many at its end; only a GET is told that it is for ever."""
    path = unquote_to_bytes(target.raw)[:-1]
    return _redirect(request, 301 if request.method == b"GET" else 307, _escaped(path), target.query)


def _escaped(path: bytes) -> str:
    return quote(path, safe=_AS_THEY_ARE)


def _redirect(request: Request, status: int, path: str, query: bytes) -> Response:
    """To a GET a small page, to anything else nothing but the place."""
    place = path + (f"?{query.decode('latin-1')}" if query else "")
    location = (b"Location", place.encode("latin-1"))
    kind = b"text/html; charset=utf-8"
    if request.method == b"GET":
        return reply(status, kind, f'<a href="{html.escape(place)}">{_WORDS[status]}</a>.\n\n', location)
    if request.method == b"HEAD":
        return Response(status, Headers([(b"Content-Type", kind), location]), b"")
    return Response(status, Headers([location, (b"Content-Length", b"0")]), b"")
