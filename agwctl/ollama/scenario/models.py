"""The models of a scenario: what they are, how fast they are, what they say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from agwctl.config.model import Model, NotNull
from agwctl.config.types import I32, Number, Pattern, Range, StringOrList
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Finding
from agwctl.ollama.scenario.amounts import Age, Bytes, Digest, Name, Rate, Seconds
from agwctl.ollama.scenario.faults import ModelFault
from agwctl.source.node import Node

__all__ = ["Call", "Capability", "Length", "ModelEntry", "Parameters", "Reply"]

Capability = Literal["completion", "tools", "insert", "vision", "embedding", "thinking", "image", "audio"]
Length = Annotated[int, Range(1, 2**31 - 1, "a length"), NotNull()]


class Call(Model):
    """A function that the model wants called."""

    name: str
    arguments: dict[str, Node] = {}
    """What it is called with."""


class Reply(Model):
    """What a model says to some questions."""

    match: Annotated[Pattern, NotNull()] | None = None
    """A regular expression that the last question has a match for; without it every question."""
    say: Annotated[str, NotNull()] | None = None
    """The answer."""
    think: Annotated[str, NotNull()] | None = None
    """What is thought before it."""
    call: Annotated[Call | list[Call], NotNull()] | None = None
    """The functions that are called, when the request offers tools and holds no answer of one yet."""

    @property
    def calls(self) -> list[Call]:
        return self.call if isinstance(self.call, list) else [self.call] if self.call is not None else []

    @property
    def only_calls(self) -> bool:
        """Whether it is passed over when there is nothing to call, or the call has been answered."""
        return self.say is None and self.think is None

    def mistakes(self) -> Iterator[Finding]:
        if self.say is None and self.think is None and not self.calls:
            yield Finding(codes.NO_VARIANT, self.node(), "a reply that says nothing", "give say, think or call")


_OPTIONS = (
    "num_ctx num_predict num_keep num_batch num_gpu num_thread main_gpu use_mmap draft_num_predict top_k top_p min_p "
    "typical_p repeat_last_n repeat_penalty presence_penalty frequency_penalty"
)


class Parameters(Model):
    """A Modelfile's parameters, under the names that they have there."""

    spelt = {name: name for name in _OPTIONS.split()}

    num_ctx: Length | None = None
    num_predict: I32 | None = None
    num_keep: I32 | None = None
    num_batch: I32 | None = None
    num_gpu: I32 | None = None
    num_thread: I32 | None = None
    main_gpu: I32 | None = None
    use_mmap: bool | None = None
    draft_num_predict: I32 | None = None
    seed: I32 | None = None
    temperature: Number | None = None
    top_k: I32 | None = None
    top_p: Number | None = None
    min_p: Number | None = None
    typical_p: Number | None = None
    repeat_last_n: I32 | None = None
    repeat_penalty: Number | None = None
    presence_penalty: Number | None = None
    frequency_penalty: Number | None = None
    stop: StringOrList | None = None


class ModelEntry(Model):
    """A model; what is not given is taken from the well-known model of that name, or guessed from the name."""

    spelt = {"from_": "from"}

    name: Name
    """As `ollama list` shows it; without a tag it is `latest`."""
    from_: Annotated[Name, NotNull()] | None = None
    """Another model of the scenario that it was made from: both share the weights and, when loaded, the runner."""
    size: Annotated[Bytes, NotNull()] | None = None
    """On disk."""
    family: Annotated[str, NotNull()] | None = None
    """The architecture, such as llama or qwen3."""
    parameter_size: Annotated[str, NotNull()] | None = None
    """As it is shown: 3.2B, 137M."""
    quantization: Annotated[str, NotNull()] | None = None
    """As it is shown: Q4_K_M, F16."""
    context_length: Length | None = None
    """Tokens that it was trained for."""
    embedding_length: Length | None = None
    """Numbers in a vector."""
    capabilities: Annotated[list[Capability], NotNull()] | None = None
    """What it can do."""
    digest: Annotated[Digest, NotNull()] | None = None
    """Of its manifest."""
    modified: Annotated[Age, NotNull()] | None = None
    """How long ago it was pulled."""
    template: Annotated[str, NotNull()] | None = None
    system: Annotated[str, NotNull()] | None = None
    license: Annotated[str, NotNull()] | None = None
    parameters: Annotated[Parameters, NotNull()] | None = None
    load_time: Annotated[Seconds, NotNull()] | None = None
    """How long it takes to load."""
    tokens_per_second: Annotated[Rate, NotNull()] | None = None
    """How fast it answers."""
    prompt_tokens_per_second: Annotated[Rate, NotNull()] | None = None
    """How fast it reads."""
    replies: list[Reply] = []
    """What it says: the first one that matches counts. When none does it says that it is a stand-in."""
    faults: list[ModelFault] = []
    """What goes wrong with it: the first one counts, while it lasts."""
