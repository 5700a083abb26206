"""Errors that the gateway itself makes on an LLM route, in the shapes that LLM clients read."""

from __future__ import annotations

from typing import NamedTuple

from agwctl.llm.document import write

__all__ = ["CODES", "Code", "anthropic_error", "error_type", "openai_error", "page_of"]


class Code(NamedTuple):
    """What a stable error code means; `status` is the one of guide mode."""

    status: int
    meaning: str
    next_step: str
    entries: tuple[str, ...] = ()
    """Pages of `agwctl explain` about what is probably behind it, the likeliest first."""


CODES: dict[str, Code] = {
    "invalid_json": Code(400, "The request's body is not JSON.", "Send one JSON object in UTF-8."),
    "invalid_request": Code(
        400, "The request is JSON but not a request of this kind.", "Mend the field that the message names."
    ),
    "model_missing": Code(
        400,
        "Neither the request nor the configuration names a model.",
        "Name one in the request's `model` (GET /v1/models lists them) or in provider.openAI.model.",
        ("B07",),
    ),
    "body_too_large": Code(
        413,
        "The request's body is over the limit.",
        "Shorten it or raise frontendPolicies.http.maxBufferSize.",
        ("AGW407", "AGW604"),
    ),
    "unsupported_encoding": Code(
        415, "The request's body is compressed in a way that cannot be read.", "Send it plain, or as gzip or deflate."
    ),
    "undecodable_body": Code(
        400, "The request's body is not what its Content-Encoding says.", "Send it plain or compress it again."
    ),
    "unsupported_conversion": Code(
        400, "The upstream does not speak the request's format.", "Use one that it speaks, such as chat completions."
    ),
    "conversion_not_built": Code(
        501, "This version does not translate the request's format.", "Send chat completions to /v1/chat/completions."
    ),
    "no_upstream_host": Code(
        503,
        "A custom provider has no address.",
        "Give the ai backend a hostOverride, or the model a params.baseUrl.",
        ("E06",),
    ),
    "upstream_refused": Code(
        503,
        "Nobody listens at the upstream's address.",
        "Start it (`ollama serve`) or mend the address.",
        ("A01", "A02", "A03", "A10"),
    ),
    "upstream_unresolved": Code(
        503, "The upstream's host name has no address.", "Mend the host name or the DNS.", ("A18", "A04")
    ),
    "upstream_unreachable": Code(
        503, "No connection to the upstream came about.", "Check address, port and network.", ("A20", "A06")
    ),
    "upstream_broke_off": Code(
        503,
        "The upstream closed the connection before its answer was complete.",
        "Look at its log, then try again.",
        ("D02", "D08", "E09"),
    ),
    "upstream_timeout": Code(
        504,
        "The upstream did not answer in time.",
        "Raise the route's timeout, or use a smaller or loaded model.",
        ("E15", "C08"),
    ),
    "request_timeout": Code(
        504, "The request took longer than the route allows.", "Raise the route's timeout.", ("E15", "C08")
    ),
    "upstream_reply_unreadable": Code(
        502,
        "The upstream's answer is not of the kind that was asked for.",
        "Check that the address is an LLM server.",
        ("A23", "E08", "E07"),
    ),
    "upstream_reply_too_large": Code(
        502, "The upstream's answer is over the limit.", "Raise frontendPolicies.http.maxBufferSize."
    ),
    "no_backend": Code(
        500, "The route has no backend that may be used.", "Give it one with a weight above 0.", ("F07",)
    ),
    "rate_limited": Code(429, "Too many requests or tokens.", "Wait as long as the answer's headers say."),
    "unauthorized": Code(
        401, "The request shows no valid credentials.", "Send the API key that the gateway expects.", ("A34",)
    ),
    "forbidden": Code(403, "The request is not allowed.", "Ask whoever runs the gateway for access.", ("A34",)),
    "overloaded": Code(503, "The gateway serves as many requests as it may.", "Try again, or raise --threads."),
}
"""The stable codes of `openai-errors`."""


def page_of(code: str) -> str | None:
    """The failure that is probably behind a code, for `agwctl explain`; None for a code that says all itself."""
    return next((entry for entry in CODES[code].entries if not entry.startswith("AGW")), None)


_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "authentication_error",
    404: "not_found_error",
    413: "invalid_request_error",
    415: "invalid_request_error",
    429: "rate_limit_error",
}


def error_type(status: int) -> str:
    """The class of error that goes with a status, in OpenAI's and Anthropic's words alike."""
    return _TYPES.get(status, "api_error")


def openai_error(status: int, message: str, code: str | None) -> bytes:
    """The JSON that OpenAI's clients turn into an exception."""
    return write({"error": {"message": message, "type": error_type(status), "param": None, "code": code}})


def anthropic_error(status: int, message: str) -> bytes:
    """The same for clients of /v1/messages, who know no code."""
    return write({"type": "error", "error": {"type": error_type(status), "message": message}})
