"""One answer of a pretended model: its pieces at the model's pace, and the account at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from agwctl.http.failure import ClientGone
from agwctl.http.message import Hangup
from agwctl.ollama.answer import Answer, Conversation, Piece
from agwctl.ollama.clock import Clock, Pace
from agwctl.ollama.runners import Runners
from agwctl.ollama.store import Model

__all__ = ["Account", "Generation", "Order"]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be generated."""

    model: Model
    conversation: Conversation
    prompt_tokens: int
    keep_alive: int
    limit: int | None = None
    """Tokens at most."""
    stop: tuple[str, ...] = ()


@dataclass(slots=True)
class Account:
    """What the last object of an answer reports; durations in nanoseconds."""

    reason: str = "stop"
    prompt_tokens: int = 0
    tokens: int = 0
    load_duration: int = 0
    prompt_duration: int = 0
    eval_duration: int = 0
    total_duration: int = 0


@dataclass(slots=True)
class Generation:
    """Created by the engine; `begin`, then iterate once, then read `account`; `close` may be called at any time."""

    order: Order
    answer: Answer
    clock: Clock
    pace: Pace
    runners: Runners
    hangup: Hangup | None
    account: Account = field(default_factory=Account)
    pieces: list[Piece] = field(default_factory=list)
    _held: bool = False
    _started: int = 0

    def begin(self) -> Generation:
        """Load the model and read the prompt; takes the time until the first token.

        Raises: ClientGone when the client leaves meanwhile.
        """
        order, account = self.order, self.account
        self._started = self.clock.now()
        loading = self.runners.acquire(order.model, order.keep_alive)
        self._held = True
        try:
            self._wait(self.pace.load_seconds if loading else 0.0)
            account.load_duration = self._since(self._started)
            reading = self.clock.now()
            self._wait(order.prompt_tokens / self.pace.prompt_tokens_per_second)
        except ClientGone:
            self.close()
            raise
        account.prompt_tokens = order.prompt_tokens
        account.prompt_duration = self._since(reading)
        self.pieces = self._plan()
        return self

    def __iter__(self) -> Iterator[Piece]:
        """The pieces, each when it is due. Raises: ClientGone when the client leaves meanwhile."""
        begun = self.clock.now()
        try:
            for piece in self.pieces:
                self._wait(1 / self.pace.tokens_per_second)
                yield piece
            self.account.eval_duration = self._since(begun)
            self.account.total_duration = self._since(self._started)
        finally:
            self.close()

    def close(self) -> None:
        """The request is over, whether it was answered or not."""
        if self._held:
            self._held = False
            self.runners.release(self.order.model)

    def _plan(self) -> list[Piece]:
        """The pieces that will be sent; settles why the answer ends and how many tokens it took."""
        pieces = list(self.answer(self.order.model, self.order.conversation))
        pieces = _cut_at(self.order.stop, pieces)
        limit = self.order.limit
        self.account.tokens = len(pieces) + 1  # the token that ends it counts, as in Ollama
        if limit is not None and limit < self.account.tokens:
            self.account.reason, self.account.tokens = "length", limit
            pieces = pieces[:limit]
        return pieces

    def _wait(self, seconds: float) -> None:
        while seconds > 0:
            if self.hangup is not None and self.hangup.gone():
                raise ClientGone
            nap = min(seconds, self.pace.slice_seconds)
            self.clock.sleep(nap)
            seconds -= nap

    def _since(self, moment: int) -> int:
        return max(1, self.clock.now() - moment)


def _cut_at(stops: Sequence[str], pieces: list[Piece]) -> list[Piece]:
    """The pieces before the first stop sequence in their text, which is itself left out."""
    text = "".join(piece.text for piece in pieces)
    found = [at for at in (text.find(stop) for stop in stops if stop) if at >= 0]
    if not found:
        return pieces
    kept: list[Piece] = []
    left = min(found)
    for piece in pieces:
        if left <= 0 and piece.text:
            break
        kept.append(replace(piece, text=piece.text[:left]))
        left -= len(piece.text)
    return kept
