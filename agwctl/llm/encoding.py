"""Compressed request bodies."""

from __future__ import annotations

import zlib

from agwctl.llm.failure import LlmError

__all__ = ["decode"]

_WINDOWS = {"gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


def decode(body: bytes, content_encoding: str | None, limit: int) -> tuple[bytes, bool]:
    """The plain body, and whether it was compressed (the header then goes).

    Raises:
        LlmError: an encoding other than gzip and deflate (one word, any case), bytes that are not of it, or more than
            `limit` bytes before or after.
    """
    encoding = (content_encoding or "identity").strip()
    if len(body) > limit:
        raise _too_large()
    if encoding.lower() == "identity":
        return body, False
    window = _WINDOWS.get(encoding.lower())
    if window is None:
        raise LlmError(f"unsupported content encoding: {encoding}", "unsupported_encoding")
    try:
        return _inflate(body, window, limit), True
    except zlib.error:
        kind = "gzip header" if window > zlib.MAX_WBITS and body[:2] != b"\x1f\x8b" else f"{encoding.lower()} data"
        raise LlmError(f"failed to encode response: Invalid {kind}", "undecodable_body") from None


def _inflate(body: bytes, window: int, limit: int) -> bytes:
    """The first member; what follows it is dropped, as the reference does."""
    inflater = zlib.decompressobj(window)
    plain = inflater.decompress(body, limit + 1)
    if len(plain) > limit:
        raise _too_large()
    if not inflater.eof:
        raise zlib.error("incomplete")
    return plain


def _too_large() -> LlmError:
    return LlmError("request was too large", "body_too_large")
