"""What becomes of a request on whose path something is to go wrong."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import cast

from agwctl.http.failure import ClientGone
from agwctl.http.message import Handler, Headers, Request, Response
from agwctl.ollama.clock import Clock
from agwctl.ollama.faults import PathFault

__all__ = ["struck"]


def struck(fault: PathFault, request: Request, clock: Clock, handler: Handler) -> Response:
    """The answer, as far as `fault` lets it come. Raises: ClientGone when there is none."""
    clock.wait(fault.delay, request.hangup)
    if fault.hang:
        clock.wait(math.inf, request.hangup)
    if fault.refuse:
        raise ClientGone
    if fault.status is not None:
        fields = {**fault.headers, "Content-Length": str(len(fault.body))}
        return Response(
            fault.status, Headers((_latin(name), _latin(text)) for name, text in fields.items()), fault.body
        )
    response = handler(request)
    if fault.close_after is not None:
        body = response.body
        pieces = iter((body,)) if isinstance(body, bytes) else cast("Iterator[bytes]", body)
        response.body = _cut(pieces, fault.close_after)
    return response


def _cut(pieces: Iterator[bytes], left: int) -> Iterator[bytes]:
    """The first bytes of a body; then the connection breaks."""
    for piece in pieces:
        if len(piece) > left:
            yield piece[:left]
            raise ClientGone
        left -= len(piece)
        yield piece


def _latin(text: str) -> bytes:
    return text.encode("latin-1", "replace")
