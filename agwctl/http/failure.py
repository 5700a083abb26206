"""What can go wrong between two peers, named for whose fault it is."""

from __future__ import annotations

import os

__all__ = [
    "BodyBroken",
    "BodyTooLarge",
    "ClientGone",
    "DeadlineExceeded",
    "DownstreamError",
    "UpstreamError",
    "os_cause",
]


class DownstreamError(Exception):
    """A request is malformed or refused; the client gets `status` with an empty body, and the connection closes."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


class BodyBroken(Exception):
    """A request body breaks its chunked framing, on a server that leaves the answer to the handler."""

    def __init__(self, cause: str = "error reading a body from connection") -> None:
        super().__init__(cause)
        self.cause = cause


class ClientGone(Exception):
    """The client left while something was still done for it; nobody is there to be answered."""


class UpstreamError(Exception):
    """An upstream could not be reached, or did not answer as HTTP asks; reads `KIND: CAUSE`.

    `kind` is one of Connect, ConnectTimeout, Dns, SendRequest, Response (its head is fine, its body is not), Upgrade.
    """

    def __init__(self, kind: str, cause: str) -> None:
        # A connect that timed out is a kind of its own, but reads as one that failed.
        super().__init__(f"{'Connect' if kind == 'ConnectTimeout' else kind}: {cause}")
        self.kind = kind
        self.cause = cause


class DeadlineExceeded(Exception):
    """The deadline given to a call is over."""


class BodyTooLarge(Exception):
    """A body that had to be read whole is larger than the limit."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"the body is larger than {limit} bytes")
        self.limit = limit


def os_cause(error: OSError) -> str:
    """The operating system's own words with the number, as `Connection refused (os error 111)`."""
    if error.errno is None:
        return str(error)
    return f"{os.strerror(error.errno)} (os error {error.errno})"
