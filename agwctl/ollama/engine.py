"""What all of the stand-in's APIs share: finding the model, checking what it can do, starting an answer."""

from __future__ import annotations

import hashlib
import itertools
import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agwctl.http.message import Request
from agwctl.ollama.answer import Answer, Conversation, split, stand_in_answer
from agwctl.ollama.clock import Clock, Pace
from agwctl.ollama.duration import keep_alive
from agwctl.ollama.generation import Generation, Order
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.runners import Runners
from agwctl.ollama.store import Model, Store

__all__ = ["NO_EMBEDDINGS", "Engine", "Prompt"]

DEFAULT_KEEP_ALIVE = 5 * 60 * 10**9
NO_EMBEDDINGS = "This server does not support embeddings. Start it with `--embeddings`"


@dataclass(frozen=True, slots=True)
class Prompt:
    """An inference request in Ollama's own terms, whichever API it came through."""

    model: str
    """As the request spells it."""
    conversation: Conversation = field(default_factory=Conversation)
    """Without turns: only load the model."""
    verb: str = "chat"
    options: Mapping[str, Any] = field(default_factory=dict)
    keep_alive: object = None
    needs: tuple[str, ...] = ()
    """Capabilities that the request asks for: tools, insert, thinking."""
    top_logprobs: int = 0


class Engine:
    """Holds the models and the runners; safe to use from many threads."""

    def __init__(self, store: Store, clock: Clock, pace: Pace, answer: Answer = stand_in_answer) -> None:
        self.store = store
        self.clock = clock
        self.runners = Runners(clock)
        self._pace = pace
        self._answer = answer
        self._serial = itertools.count(1)

    def serial(self) -> int:
        """A number that no other answer of this engine has."""
        return next(self._serial)

    def generation(self, prompt: Prompt, request: Request) -> Generation:
        """An answer about to be begun. Raises: Refusal as Ollama words it."""
        model = self._for_text(prompt)
        options = model.options | {name: value for name, value in prompt.options.items() if value is not None}
        limit = options.get("num_predict", -1)
        order = Order(
            model,
            conversation=prompt.conversation,
            prompt_tokens=min(sum(len(split(text)) for text in prompt.conversation.texts), model.context_length),
            keep_alive=_keep(prompt),
            limit=int(limit) if limit > 0 else None,
            stop=tuple(options.get("stop", ())),
        )
        return Generation(order, self._answer, self.clock, self._pace, self.runners, request.hangup)

    def load(self, prompt: Prompt) -> str:
        """A request without a prompt: load the model or, with `keep_alive` 0, let it go. Returns the done reason."""
        if prompt.keep_alive is not None and keep_alive(prompt.keep_alive) == 0:
            self.runners.unload(self.model(prompt))
            return "unload"
        model = self._for_text(prompt)
        self.runners.acquire(model, _keep(prompt))
        self.runners.release(model)
        return "load"

    def model(self, prompt: Prompt) -> Model:
        """The model by the rules of chat and generate."""
        if not prompt.model.strip():
            if prompt.verb == "chat":
                raise Refusal(400, "model is required")
            raise Refusal(404, "model '' not found")
        model = self.store.find(prompt.model)
        if model is None:
            raise Refusal(404, f"model '{prompt.model}' not found")
        return model

    def embed(
        self, name: str, texts: list[str], *, dimensions: int = 0, truncate: bool = True
    ) -> tuple[list[list[float]], int]:
        """A unit vector of 32-bit numbers for each text, and the tokens that were read.

        Raises: Refusal 404, 400, and 501 for a model that only chats.
        """
        model = self.embedding_model(name)
        counts = [len(split(text)) + 2 for text in texts]  # BERT's marks at both ends
        if not truncate and max(counts, default=0) > model.context_length:
            raise Refusal(400, "the input length exceeds the context length")
        self.runners.acquire(model, DEFAULT_KEEP_ALIVE)
        self.runners.release(model)
        length = min(dimensions, model.embedding_length) if dimensions > 0 else model.embedding_length
        vectors = [_vector(model.name.key + text, length) for text in texts]
        return vectors, sum(min(count, model.context_length) for count in counts)

    def embedding_model(self, name: str) -> Model:
        """The model that `name` stands for. Raises: Refusal when it is not there or cannot embed."""
        model = self.store.find(name)
        if model is None:
            raise Refusal(404, f'model "{name}" not found, try pulling it first')
        if "embedding" not in model.capabilities:
            raise Refusal(501, NO_EMBEDDINGS)
        return model

    def _for_text(self, prompt: Prompt) -> Model:
        if not 0 <= prompt.top_logprobs <= 20:
            raise Refusal(400, "top_logprobs must be between 0 and 20")
        model = self.model(prompt)
        for need in ("completion", *prompt.needs):
            if need not in model.capabilities:
                raise Refusal(400, _cannot(need, model, prompt))
        _check_options(prompt.options)
        return model


def _keep(prompt: Prompt) -> int:
    return DEFAULT_KEEP_ALIVE if prompt.keep_alive is None else keep_alive(prompt.keep_alive)


def _cannot(need: str, model: Model, prompt: Prompt) -> str:
    if need == "completion":
        return f'"{prompt.model}" does not support {prompt.verb}'
    if need == "thinking":
        return f'"{prompt.model}" does not support thinking'
    return f"{model.name.full} does not support {need}"


_NUMBER = (int, float)
_INTEGERS = ["num_keep", "seed", "num_predict", "top_k", "repeat_last_n", "num_ctx", "num_batch", "num_gpu"]
_INTEGERS += ["main_gpu", "num_thread"]
_FLOATS = ["top_p", "min_p", "typical_p", "temperature", "repeat_penalty", "presence_penalty", "frequency_penalty"]
_OPTION_TYPES: dict[str, tuple[str, tuple[type, ...]]] = {
    **dict.fromkeys(_INTEGERS, ("integer", _NUMBER)),
    **dict.fromkeys(_FLOATS, ("float32", _NUMBER)),
    "use_mmap": ("boolean", (bool,)),
    "stop": ("array", (list,)),
}


def _check_options(options: Mapping[str, Any]) -> None:
    for name, value in options.items():
        if name not in _OPTION_TYPES or value is None:
            continue
        wanted, types = _OPTION_TYPES[name]
        if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
            raise Refusal(500, f'option "{name}" must be of type {wanted}')
        if isinstance(value, list) and not all(isinstance(item, str) for item in value):
            raise Refusal(500, 'option "stop" must be of type string')


def _vector(seed: str, length: int) -> list[float]:
    raw = struct.unpack(f"<{length}i", hashlib.shake_256(seed.encode("utf-8", "replace")).digest(4 * length))
    norm = math.sqrt(sum(value * value for value in raw)) or 1.0
    return list(struct.unpack(f"<{length}f", struct.pack(f"<{length}f", *(value / norm for value in raw))))
