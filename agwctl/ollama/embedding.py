"""Vectors made up from texts: the same ones for the same weights, text and seed."""

from __future__ import annotations

import hashlib
import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from agwctl.http.failure import ClientGone
from agwctl.http.message import Hangup
from agwctl.ollama.answer import pieces_in
from agwctl.ollama.clock import Clock
from agwctl.ollama.faults import ContextOverflow, Crash, CutOff, Hang, SlowFirstToken
from agwctl.ollama.loading import Wish
from agwctl.ollama.refusal import Refusal, RunnerFailure
from agwctl.ollama.runners import Runners

__all__ = ["Embedding"]

_MARKS = 2
"""Tokens that BERT puts at both ends."""


@dataclass(slots=True)
class Embedding:
    """One request for vectors; what it found, once it was `run`. Durations are in nanoseconds."""

    wish: Wish
    texts: Sequence[str]
    dimensions: int = 0
    """Numbers in a vector; 0 or too many: as many as the model has."""
    truncate: bool = True
    """A text that is too long may be cut."""
    seed: int = 0
    vectors: list[list[float]] = field(default_factory=list)
    """Of 32-bit numbers, each vector of length 1."""
    tokens: int = 0
    load_duration: int = 0
    total_duration: int = 0

    def run(self, runners: Runners, clock: Clock, hangup: Hangup | None) -> Embedding:
        """Load the model, even for no text, and take the time.

        Raises: Refusal 400 for a text that is too long; what loading raises; RunnerFailure, ClientGone.
        """
        self.tokens = self._count()
        begun = clock.now()
        lease = runners.acquire(self.wish, hangup)
        self.load_duration = max(1, clock.now() - begun)
        try:
            runners.turn(lease, hangup)
            if lease.runner.dead:
                raise RunnerFailure(500, RunnerFailure.DIED)
            if self.texts:
                self._read(clock, hangup)
        except RunnerFailure:
            runners.kill(lease.runner)
            raise
        finally:
            runners.release(lease)
        self.vectors = [self._vector(text) for text in self.texts]
        self.total_duration = max(1, clock.now() - begun)
        return self

    def _count(self) -> int:
        context = self.wish.context
        counts = [pieces_in(text) + _MARKS for text in self.texts]
        longest = max(counts, default=0)
        if isinstance(self.wish.fault, ContextOverflow) or (longest > context and not self.truncate):
            raise Refusal(400, "the input length exceeds the context length")
        return sum(min(count, context) for count in counts)

    def _read(self, clock: Clock, hangup: Hangup | None) -> None:
        match self.wish.fault:
            case Crash():
                raise RunnerFailure(500, RunnerFailure.DIED)
            case Hang():
                clock.wait(math.inf, hangup)
            case CutOff():
                raise ClientGone
            case SlowFirstToken(seconds=seconds):
                clock.wait(seconds, hangup)
        clock.wait(self.tokens / self.wish.pace.prompt_tokens_per_second, hangup)

    def _vector(self, text: str) -> list[float]:
        model = self.wish.model
        length = min(self.dimensions, model.embedding_length) if self.dimensions > 0 else model.embedding_length
        seed = f"{self.seed} {model.blob} {text}".encode("utf-8", "replace")
        raw = struct.unpack(f"<{length}i", hashlib.shake_256(seed).digest(4 * length))
        norm = math.sqrt(sum(value * value for value in raw)) or 1.0
        return list(struct.unpack(f"<{length}f", struct.pack(f"<{length}f", *(value / norm for value in raw))))
