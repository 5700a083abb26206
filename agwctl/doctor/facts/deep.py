"""What one short generation showed, asked for with --deep."""

from __future__ import annotations

from dataclasses import dataclass

from agwctl.ollama.replies import Running

__all__ = ["DIRECTLY", "MOST_TOKENS", "THROUGH", "Deep", "Generated"]

DIRECTLY, THROUGH = "directly", "through the gateway"
MOST_TOKENS = 32
"""That are asked for: enough for a stream to be seen to stream, little enough for a CPU; of one token a thinking
model says nothing."""


@dataclass(frozen=True, slots=True)
class Generated:
    """One chat completion, or one vector; times in seconds."""

    through: str
    """DIRECTLY or THROUGH."""
    is_stream: bool
    url: str
    status: int
    """0 when there was no HTTP answer."""
    first_byte: float = 0.0
    """Of the answer's body."""
    total: float = 0.0
    arrivals: tuple[float, ...] = ()
    """When each piece of a stream came."""
    tokens: int = 0
    """That the answer has, by its usage."""
    prompt_tokens: int = 0
    finish_reason: str = ""
    text: str = ""
    thinking: str = ""
    """Text that came in the field of thoughts."""
    vector: int = 0
    """How many numbers it has, when a vector was asked for in place of words."""
    error: str = ""
    """An error in the answer or in its stream, or how the connection broke."""
    is_complete: bool = True
    """Whether a stream ended as it should: a finish reason and `[DONE]`."""
    model: str = ""
    """As the answer names it."""
    server_header: str = ""
    """The fields Server, CF-RAY and Via of the answer, those that it has, as `Server: nginx`."""

    @property
    def is_direct(self) -> bool:
        return self.through == DIRECTLY

    @property
    def is_late(self) -> bool:
        """Whether it was given up."""
        return self.error.startswith("not done after")

    @property
    def is_good(self) -> bool:
        return self.status == 200 and not self.error and self.is_complete

    @property
    def line(self) -> str:
        """`POST http://…/v1/chat/completions (stream): 200 in 0.31 s`, for evidence."""
        how = "stream" if self.is_stream else "no stream"
        came = str(self.status) if self.status else "no answer"
        said = f": {self.error[:100]}" if self.error else ""
        return f"POST {self.url} ({how}): {came} in {self.total:.2f} s{said}"


@dataclass(frozen=True, slots=True)
class Deep:
    """What was asked, of which model, and what was loaded for it."""

    model: str
    """As the server is asked for it, directly if it can be reached."""
    was_loaded: bool
    """Whether it was loaded already before it was asked."""
    server: str = ""
    """URL of the Ollama; empty when only the gateway was asked."""
    answers: tuple[Generated, ...] = ()
    load_seconds: float | None = None
    """What loading it took; None when it was loaded already, or did not load."""
    load_error: str = ""
    """Why it did not load, in the server's words."""
    tokens_per_second: float | None = None
    running: tuple[Running, ...] | None = None
    """What is loaded since, by ps; None when ps was not answered."""

    @property
    def loaded(self) -> Running | None:
        """The model as it is loaded now."""
        names = (self.model, f"{self.model}:latest")
        return next((each for each in self.running or () if each.name in names), None)

    def answer(self, through: str, is_stream: bool) -> Generated | None:
        return next((each for each in self.answers if (each.through, each.is_stream) == (through, is_stream)), None)
