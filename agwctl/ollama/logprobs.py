"""Log probabilities of tokens, made up from the tokens themselves: the same ones every time."""

from __future__ import annotations

import hashlib
from typing import Any

from agwctl.ollama.answer import Piece

__all__ = ["logprobs"]

_OTHERS: tuple[str, ...] = (
    " the",
    " a",
    ".",
    ",",
    " and",
    " of",
    " to",
    " in",
    " is",
    " it",
    "!",
    "?",
    " for",
    " on",
    " that",
    " was",
)
_OTHERS += (" with", " as", " I", " you", " be", "\n")


def logprobs(piece: Piece, top: int, seed: int = 0) -> list[dict[str, Any]]:
    """What a reply says of the token behind `piece`, with the `top` likeliest; nothing of a piece without one."""
    token = piece.text or piece.thinking
    if not token:
        return []
    spread = hashlib.sha256(f"{seed}:{token}".encode("utf-8", "replace")).digest()
    chosen = _entry(token, -0.01 - spread[0] / 128)
    if not top:
        return [chosen]
    others = [other for other in _OTHERS if other != token][: top - 1]
    lower = chosen["logprob"]
    entries = [chosen]
    for at, other in enumerate(others, 1):
        lower -= 0.1 + spread[at] / 64
        entries.append(_entry(other, lower))
    return [chosen | {"top_logprobs": entries}]


def _entry(token: str, logprob: float) -> dict[str, Any]:
    return {"token": token, "logprob": logprob, "bytes": list(token.encode("utf-8", "replace"))}
