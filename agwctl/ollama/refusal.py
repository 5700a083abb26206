"""The answer that is no: what an endpoint raises and each API words in its own way."""

from __future__ import annotations

__all__ = ["Refusal"]


class Refusal(Exception):
    """An HTTP error status and the text that goes with it."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
