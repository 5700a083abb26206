"""One answer of a pretended model: its pieces at the model's pace, and the account at the end."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from agwctl.http.failure import ClientGone
from agwctl.http.message import Hangup
from agwctl.ollama.answer import Answer, Conversation, Piece
from agwctl.ollama.clock import Clock
from agwctl.ollama.context import count, fit, refused
from agwctl.ollama.faults import ContextOverflow, Crash, CutOff, Hang, SlowFirstToken
from agwctl.ollama.loading import Wish
from agwctl.ollama.refusal import RunnerFailure
from agwctl.ollama.runner import Lease
from agwctl.ollama.runners import Runners

__all__ = ["Account", "Generation", "Order"]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be generated."""

    wish: Wish
    conversation: Conversation
    limit: int | None = None
    """Tokens at most; without it ten contexts full."""
    stop: tuple[str, ...] = ()
    num_keep: int = 4
    """Tokens of the prompt's beginning that are kept when it is cut."""
    truncate: bool = True
    """A prompt that is too long may be cut."""
    shift: bool = True
    """The context may move on when it is full."""


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
    runners: Runners
    hangup: Hangup | None
    account: Account = field(default_factory=Account)
    pieces: list[Piece] = field(default_factory=list)
    _lease: Lease | None = None
    _started: int = 0

    def begin(self) -> Generation:
        """Load the model and read the prompt; takes the time until the first token.

        Raises: Refusal when the model cannot be loaded or the prompt is too long, ClientGone when the client leaves.
        """
        self._started = self.clock.now()
        lease = self._lease = self.runners.acquire(self.order.wish, self.hangup)
        self.account.load_duration = self._since(self._started)
        try:
            conversation = self._fit(lease.runner.context)
            self.runners.turn(lease, self.hangup)
            self._read()
            if conversation.turns:
                self.pieces = self._plan(conversation, lease.runner.context)
        except BaseException:
            self.close()
            raise
        return self

    def __iter__(self) -> Iterator[Piece]:
        """The pieces, each when it is due.

        Raises: RunnerFailure when the runner dies, before the first piece or later; ClientGone when the client leaves,
        or when its connection is to be cut.
        """
        begun = self.clock.now()
        seconds = 1 / self.order.wish.pace.tokens_per_second
        try:
            for number, piece in enumerate(self.pieces):
                self._fail(number)
                self.clock.wait(seconds, self.hangup)
                yield piece
            self._fail(len(self.pieces))
            # The token that ends an answer takes its time, too.
            self.clock.wait(seconds * (self.account.tokens - len(self.pieces)), self.hangup)
            if self.account.tokens:
                self.account.eval_duration = self._since(begun)
            self.account.total_duration = self._since(self._started)
        finally:
            self.close()

    def close(self) -> None:
        """The request is over, whether it was answered or not."""
        lease, self._lease = self._lease, None
        if lease is not None:
            self.runners.release(lease)

    def _fit(self, context: int) -> Conversation:
        order = self.order
        if isinstance(order.wish.fault, ContextOverflow):
            raise refused(max(count(order.conversation), context + 1), context)
        conversation, self.account.prompt_tokens = fit(
            order.conversation, context, num_keep=order.num_keep, truncate=order.truncate, shift=order.shift
        )
        return conversation

    def _read(self) -> None:
        begun, wish = self.clock.now(), self.order.wish
        self.clock.wait(self.account.prompt_tokens / wish.pace.prompt_tokens_per_second, self.hangup)
        if isinstance(wish.fault, SlowFirstToken):
            self.clock.wait(wish.fault.seconds, self.hangup)
        if self.account.prompt_tokens:
            self.account.prompt_duration = self._since(begun)

    def _fail(self, number: int) -> None:
        """What is to go wrong before piece `number`, or has gone wrong with the runner meanwhile."""
        match self.order.wish.fault:
            case Crash(after_tokens=tokens) if tokens == number and self._lease is not None:
                self.runners.kill(self._lease.runner)
            case Hang(after_tokens=tokens) if tokens == number:
                self.clock.wait(math.inf, self.hangup)
            case CutOff(after_tokens=tokens) if tokens == number:
                raise ClientGone
        if self._lease is not None and self._lease.runner.dead:
            raise RunnerFailure(500, RunnerFailure.DIED)

    def _plan(self, conversation: Conversation, context: int) -> list[Piece]:
        """The pieces that will be sent; settles why the answer ends and how many tokens it took."""
        order, account = self.order, self.account
        pieces = _cut_at(order.stop, list(self.answer(order.wish.model, conversation)))
        limit = min(order.limit or math.inf, 10 * context if order.shift else context - account.prompt_tokens)
        account.tokens = len(pieces) + 1  # the token that ends it counts, as in Ollama
        if limit < account.tokens:
            account.reason, account.tokens = "length", int(limit)
            pieces = pieces[: account.tokens]
        return pieces

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
