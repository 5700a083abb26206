"""What a server sends, in bounded memory: a whole body, or line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agwctl.ollama.failures import CHECK_ADDRESS, NotOllama

__all__ = ["LARGEST", "LONGEST", "lines", "whole"]

LARGEST = 64 * 2**20
"""Bytes of a body that is read whole."""
LONGEST = 8 * 10**6
"""Bytes of a line. Source: ollama api/client.go, maxBufferSize."""


def whole(pieces: Iterable[bytes], url: str, largest: int = LARGEST) -> bytes:
    """Raises: NotOllama for more than `largest` bytes."""
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > largest:
            raise NotOllama(
                f"the reply is larger than {largest // 2**20} MiB",
                f"{url} sends without an end: what answers there is not Ollama",
                CHECK_ADDRESS,
            )
    return bytes(body)


def lines(pieces: Iterable[bytes], url: str, longest: int = LONGEST) -> Iterator[bytes]:
    """The lines, at newlines only and without the blank ones; the last needs no newline.

    Raises: NotOllama for a line of more than `longest` bytes.
    """
    begun = bytearray()
    for piece in pieces:
        first, *more = piece.split(b"\n")
        begun += first
        for part in more:
            if begun.strip():
                yield bytes(begun)
            begun = bytearray(part)
        if len(begun) > longest:
            raise NotOllama("bufio.Scanner: token too long", f"{url} sends a line without an end", CHECK_ADDRESS)
    if begun.strip():
        yield bytes(begun)
