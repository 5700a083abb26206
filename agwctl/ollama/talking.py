"""Which models can be talked to, as far as a list of models tells."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["talks"]


def talks(name: str, family: str, capabilities: Sequence[str]) -> bool:
    """Whether a model answers a chat, by its entry in `/api/tags`; `capabilities` are empty where none are listed.

    Older releases list none, and Ollama 0.33 lists `completion` for a BERT that it converted itself, though it
    refuses to chat with it.
    """
    is_encoder = "embed" in name.lower() or "bert" in family
    return not is_encoder and (not capabilities or "completion" in capabilities)
