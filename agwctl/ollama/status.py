"""The HTTP status with which a server refused: the text `ollama` makes of it, and what is probably behind it."""

from __future__ import annotations

from http import HTTPStatus
from typing import NamedTuple

from agwctl.ollama.failures import CHECK_ADDRESS, SOMETHING_WENT_WRONG, StatusError
from agwctl.ollama.gojson import first_value
from agwctl.ollama.refusal import Refusal

__all__ = ["Answer", "refused", "refused_stream"]

SHOWN = 4000
"""Characters of a body that are repeated: enough for every text of Ollama's, and for the head of a web page."""


class Answer(NamedTuple):
    """What of a response its meaning depends on; `url` is where it came from."""

    url: str
    status: int
    content_type: str
    body: bytes

    @property
    def line(self) -> str:
        """`404 Not Found`."""
        known = {each.value: each.phrase for each in HTTPStatus}
        return f"{self.status} {known.get(self.status, '')}".rstrip()


def refused(answer: Answer) -> StatusError:
    """The failure of a call that is no stream. Source: ollama api/client.go, checkError."""
    text = "" if answer.status == HTTPStatus.UNAUTHORIZED else _said(answer.body)
    return StatusError(text or SOMETHING_WENT_WRONG, *_meaning(answer), status=answer.status)


def refused_stream(answer: Answer) -> StatusError:
    """The failure of a streaming call, whose text begins with the status line."""
    text = "" if answer.status == HTTPStatus.UNAUTHORIZED else _said(answer.body)
    text = f"{answer.line}: {text}" if text else SOMETHING_WENT_WRONG
    return StatusError(text, *_meaning(answer), status=answer.status)


def _said(body: bytes) -> str:
    """The error of a JSON object, else the body as it is."""
    text = body.decode("utf-8", "replace")
    try:
        value, rest = first_value(body, empty="")
    except Refusal:
        return text[:SHOWN]
    if isinstance(value, dict) and not rest.strip():
        error = next((value[key] for key in value if key.lower() == "error"), "")
        if isinstance(error, str):
            return error
    return text[:SHOWN]


def _meaning(answer: Answer) -> tuple[str, str | None]:
    """The cause and the hint."""
    cause = f"{answer.url} answers {answer.line}"
    from_ollama = "json" in answer.content_type
    if answer.status == HTTPStatus.FORBIDDEN and not answer.body and not answer.content_type:
        return (
            f"{cause} without a word: Ollama's check of the Host header (it listens on loopback and is asked by "
            "another name), or of the Origin",
            "ask it by an IP address or localhost, or let the proxy in front of it send Host: localhost:11434; "
            "elsewhere: OLLAMA_HOST=0.0.0.0 for the server",
        )
    if answer.status == HTTPStatus.UNAUTHORIZED:
        return f"{cause}: it wants credentials", "set OLLAMA_API_KEY, or sign in with: ollama signin"
    if answer.status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED) and not from_ollama:
        return f"{cause}: no Ollama has its root there, or it is too old for this", CHECK_ADDRESS
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not from_ollama:
        return f"{cause}: it may be a proxy that does not reach its Ollama", "look into the log of the server"
    is_missing = answer.status == HTTPStatus.NOT_FOUND and b"not found" in answer.body
    return cause, "agwctl models list shows what is there" if is_missing else None
