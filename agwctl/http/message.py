"""Requests, responses and what joins a server to whoever answers: the `Handler`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from agwctl.http.failure import BodyTooLarge

__all__ = ["Body", "Handler", "Handover", "Hangup", "Headers", "Outcome", "Request", "Response", "Upload"]


class Headers:
    """Header fields in their order, repeated ones kept; names are matched in any case.

    `items` holds (name as received or as it is to be sent, value) in bytes; names are compared in lower case.
    """

    __slots__ = ("items",)

    def __init__(self, items: Iterable[tuple[bytes, bytes]] = ()) -> None:
        self.items: list[tuple[bytes, bytes]] = list(items)

    def __iter__(self) -> Iterator[tuple[bytes, bytes]]:
        return iter(self.items)

    def __contains__(self, name: bytes) -> bool:
        return self.get(name) is not None

    def get(self, name: bytes) -> bytes | None:
        """The first value under `name` (lower case)."""
        for key, value in self.items:
            if key == name or key.lower() == name:
                return value
        return None

    def get_all(self, name: bytes) -> list[bytes]:
        """All values under `name` (lower case), in order."""
        return [value for key, value in self.items if key.lower() == name]

    def add(self, name: bytes, value: bytes) -> None:
        self.items.append((name, value))

    def set(self, name: bytes, value: bytes) -> None:
        """Replace every field of that name by one, at the end."""
        self.remove(name.lower())
        self.items.append((name, value))

    def remove(self, *names: bytes) -> None:
        """Drop every field of these names (lower case)."""
        self.items = [item for item in self.items if item[0].lower() not in names]

    def copy(self) -> Headers:
        return Headers(self.items)


class Hangup(Protocol):
    """The downstream connection as one who waits for an upstream sees it."""

    def fileno(self) -> int:
        """The descriptor to poll beside the upstream's; -1 when there is none."""

    def gone(self) -> bool:
        """Whether the client has left; looks at the socket, takes no bytes from it."""


@dataclass(slots=True)
class Outcome:
    """How sending a response ended; what `Response.on_end` is told."""

    complete: bool
    """The whole body went out. False: the client left or the upstream broke off."""
    client_gone: bool = False
    body_bytes: int = 0
    """Bytes of content sent, framing not counted."""
    tail: bytes = b""
    """The last 8 KiB or so of a relayed body's content, without framing, for what reads a stream's end."""
    error: str | None = None
    """What the upstream did when it broke off, in words."""
    first_byte: float | None = None
    """`time.monotonic()` when the first byte of the body came in."""


class Upload:
    """A request's body as it comes in: content without framing, to be read once. This one is empty.

    `deadline` (`time.monotonic()` seconds) bounds every wait for more; whoever reads sets it. Raises: ClientGone,
    DeadlineExceeded, DownstreamError or BodyBroken for broken chunks.
    """

    deadline: float | None = None

    def __iter__(self) -> Upload:
        return self

    def __next__(self) -> bytes:
        raise StopIteration


@dataclass(slots=True)
class Request:
    """A request as it came in; `body` yields its content without framing and may be read once."""

    method: bytes
    target: bytes
    """As on the request line, without a fragment: origin, absolute, authority or asterisk form."""
    headers: Headers
    """Names in lower case, or as received when the server preserves case."""
    version: bytes = b"1.1"
    body: Iterator[bytes] = field(default_factory=Upload)
    has_body: bool = False
    content_length: int | None = None
    """The announced length; None when there is no body or it comes in chunks."""
    peer: tuple[str, int] = ("", 0)
    """The client's address and port."""
    local_port: int = 0
    """The port it came in on."""
    scheme: str = "http"
    hangup: Hangup | None = None
    started: float = 0.0
    """`time.monotonic()` when its head had been read."""

    def read(self, limit: int | None = None, deadline: float | None = None) -> bytes:
        """The whole body. Raises: BodyTooLarge past `limit` bytes, before reading when the length is announced."""
        if limit is not None and self.content_length is not None and self.content_length > limit:
            raise BodyTooLarge(limit)
        if deadline is not None and isinstance(self.body, Upload):
            self.body.deadline = deadline
        pieces, size = [], 0
        for piece in self.body:
            size += len(piece)
            if limit is not None and size > limit:
                raise BodyTooLarge(limit)
            pieces.append(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)


class Handover(Protocol):
    """An answer whose head is read and whose body the relay thread takes over.

    Made by `http.pool` from an open upstream response; `http.relay` is the only one to look inside.
    """

    def abandon(self) -> None:
        """Close the upstream connection; for a response that is never sent."""


Body = bytes | Iterator[bytes] | Handover


@dataclass(slots=True)
class Response:
    """What goes back to the client.

    The server frames it: `bytes` get a Content-Length (unless the headers have one, as for HEAD), an iterator keeps
    the headers' Content-Length or goes out in chunks. `date` is added when absent.
    """

    status: int
    headers: Headers = field(default_factory=Headers)
    body: Body = b""
    reason: bytes = b""
    version: bytes = b"1.1"
    close: bool = False
    """Close the downstream connection afterwards."""
    on_end: Callable[[Outcome], None] | None = None
    """Called once, when the last byte is out or the connection broke; from a worker thread."""
    exact: bool = False
    """Framed as Go's servers do it: no date is added, names have capitals, `Connection: keep-alive` stays.

    With `close`, a body without a Content-Length ends with the connection.
    """


Handler = Callable[[Request], Response]
