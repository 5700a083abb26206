"""Compressed bodies."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import NamedTuple

from agwctl.llm.failure import LlmError

__all__ = ["decode_reply", "decode_request", "decode_stream", "encode", "readable"]

_WINDOWS = {"gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}

_LONGEST_PIECE = 64 * 1024
"""Bytes that a compressed piece of a stream becomes at a time."""


def decode_request(body: bytes, content_encoding: str | None, limit: int) -> tuple[bytes, bool]:
    """The plain body, and whether it was compressed (the header then goes).

    Raises:
        LlmError: an encoding other than gzip and deflate (one word, any case), bytes that are not of it, or more than
            `limit` bytes before or after.
    """
    return _decode(body, content_encoding, limit, _Words("request", "body_too_large", "undecodable_body"))


def decode_reply(body: bytes, content_encoding: str | None, limit: int) -> tuple[bytes, bool]:
    """The same for a reply that is to be read."""
    words = _Words("response", "upstream_reply_too_large", "upstream_reply_unreadable", "upstream_reply_unreadable")
    return _decode(body, content_encoding, limit, words)


def encode(body: bytes, content_encoding: str) -> bytes:
    """A body that was decoded, compressed again."""
    deflater = zlib.compressobj(wbits=_WINDOWS[content_encoding.strip().lower()])
    return deflater.compress(body) + deflater.flush()


class _Words(NamedTuple):
    what: str
    too_large: str
    undecodable: str
    unsupported: str = "unsupported_encoding"


def _decode(body: bytes, content_encoding: str | None, limit: int, words: _Words) -> tuple[bytes, bool]:
    encoding = (content_encoding or "identity").strip()
    if len(body) > limit:
        raise LlmError(f"{words.what} was too large", words.too_large)
    if encoding.lower() == "identity":
        return body, False
    window = _WINDOWS.get(encoding.lower())
    if window is None:
        raise LlmError(f"unsupported content encoding: {encoding}", words.unsupported)
    inflater = zlib.decompressobj(window)
    try:
        plain = inflater.decompress(body, limit + 1)
    except zlib.error:
        kind = "gzip header" if encoding.lower() == "gzip" and body[:2] != b"\x1f\x8b" else f"{encoding.lower()} data"
        raise LlmError(f"failed to encode response: Invalid {kind}", words.undecodable) from None
    if len(plain) > limit:
        raise LlmError(f"{words.what} was too large", words.too_large)
    if not inflater.eof:  # what follows the first member is dropped, as the reference does
        raise LlmError("failed to encode response: unexpected end of file", words.undecodable)
    return plain, True


def decode_stream(pieces: Iterator[bytes], content_encoding: str) -> Iterator[bytes]:
    """The plain bytes of each compressed piece as soon as they can be had. Raises: KeyError, zlib.error."""
    inflater = zlib.decompressobj(_WINDOWS[content_encoding.strip().lower()])
    for piece in pieces:
        while piece:
            if plain := inflater.decompress(piece, _LONGEST_PIECE):
                yield plain
            piece = inflater.unconsumed_tail


def readable(content_encoding: str | None) -> bool:
    """Whether `decode_request` and its siblings know the encoding."""
    encoding = (content_encoding or "identity").strip().lower()
    return encoding == "identity" or encoding in _WINDOWS
