"""Files for models that are to be created: /api/blobs/:digest."""

from __future__ import annotations

import hashlib
import re

from agwctl.http.message import Request, Response
from agwctl.ollama.engine import Engine
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.wire import refused

__all__ = ["find", "upload"]

_DIGEST = re.compile(r"sha256[:-]([0-9a-fA-F]{64})")
_HEAD = 1 << 20
"""Bytes that are kept of a file whose beginning says what it is."""
_MAGIC = b"GGUF"


def find(engine: Engine, request: Request, digest: str) -> Response:
    if not engine.store.holds(_hex(digest)):
        raise Refusal(404, f'blob "{digest}" not found')
    return Response(200)


def upload(engine: Engine, request: Request, digest: str) -> Response:
    """The whole file passes through here; only its digest and its length stay, and the beginning of weights."""
    wanted = _hex(digest)
    if engine.store.holds(wanted):
        return refused(200)
    total, size, beginning = hashlib.sha256(), 0, b""
    for piece in request.body:
        total.update(piece)
        size += len(piece)
        if len(beginning) < _HEAD:
            beginning += piece[: _HEAD - len(beginning)]
    arrived = total.hexdigest()
    engine.store.add_blob(arrived, size, beginning if beginning.startswith(_MAGIC) else b"")
    if arrived != wanted:
        raise Refusal(400, f'digest mismatch, expected "sha256:{wanted}", got "sha256:{arrived}"')
    return refused(201)


def _hex(digest: str) -> str:
    found = _DIGEST.fullmatch(digest)
    if found is None:
        raise Refusal(400, "invalid digest format")
    return found[1].lower()
