"""An inference request in Ollama's own terms, and what is refused of it before any model works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agwctl.ollama.answer import Conversation
from agwctl.ollama.name import parse
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.release import EMBEDDING_REFUSED, NAMES_CHECKED, Release
from agwctl.ollama.store import Model, Store

__all__ = ["NO_EMBEDDINGS", "Prompt", "check_options", "embedding_model", "prompted_model", "text_model"]

NO_EMBEDDINGS = "This server does not support embeddings. Start it with `--embeddings`"


@dataclass(frozen=True, slots=True)
class Prompt:
    """What to answer, whichever API it came through."""

    model: str
    """As the request spells it."""
    conversation: Conversation = field(default_factory=Conversation)
    """Without turns: only load the model."""
    verb: str = "chat"
    options: Mapping[str, Any] = field(default_factory=dict)
    keep_alive: object = None
    insert: bool = False
    """Whether text is to be put in before a suffix."""
    relaxed: bool = False
    """Whether thinking may be asked of a model that cannot think."""
    top_logprobs: int = 0
    truncate: bool = True
    """Whether a prompt that is too long may be cut."""
    shift: bool = True
    """Whether the context may move on when it is full."""


def text_model(store: Store, release: Release, prompt: Prompt) -> Model:
    """The model for a prompt that it is able to answer. Raises: Refusal, the first that Ollama would find."""
    if not 0 <= prompt.top_logprobs <= 20:
        raise Refusal(400, "top_logprobs must be between 0 and 20")
    model = prompted_model(store, release, prompt)
    if prompt.conversation.think and not prompt.relaxed and "thinking" not in model.capabilities:
        raise Refusal(400, f'"{prompt.model}" does not support thinking')
    if "completion" not in model.capabilities:
        raise Refusal(400, f'"{prompt.model}" does not support {prompt.verb}')
    for need, asked in (("tools", prompt.conversation.tools), ("insert", prompt.insert)):
        if asked and need not in model.capabilities:
            raise Refusal(400, f"{model.name.full} does not support {need}")
    check_options(model.options)
    check_options(prompt.options)
    return model


def prompted_model(store: Store, release: Release, prompt: Prompt) -> Model:
    """The model that a chat or generate request names. Raises: Refusal."""
    chat, absent = prompt.verb == "chat", Refusal(404, f"model '{prompt.model}' not found")
    required = Refusal(400, "model is required") if chat else absent
    if not prompt.model.strip():
        raise required
    if not release.has(NAMES_CHECKED) and parse(prompt.model) is None:
        raise required
    model = store.find(prompt.model)
    if model is None or (chat and not release.has(NAMES_CHECKED) and parse(prompt.model) != model.name):
        raise absent
    return model


def embedding_model(store: Store, release: Release, name: str, *, texts: bool = True) -> Model:
    """The model to embed with. Raises: Refusal 404, 400, and 501 for a model that only chats, if there are `texts`."""
    absent = Refusal(404, f'model "{name}" not found, try pulling it first')
    if not release.has(NAMES_CHECKED) and parse(name) is None:
        raise absent
    if not name.strip():
        raise Refusal(404, f"model '{name}' not found")
    model = store.find(name)
    if model is None:
        raise absent
    if texts and "embedding" not in model.capabilities and release.has(EMBEDDING_REFUSED):
        raise Refusal(501, NO_EMBEDDINGS)
    return model


_NUMBER = (int, float)
_INTEGERS = ["num_keep", "seed", "num_predict", "top_k", "repeat_last_n", "num_ctx", "num_batch", "num_gpu"]
_INTEGERS += ["main_gpu", "num_thread", "draft_num_predict"]
_FLOATS = ["top_p", "min_p", "typical_p", "temperature", "repeat_penalty", "presence_penalty", "frequency_penalty"]
_OPTION_TYPES: dict[str, tuple[str, tuple[type, ...]]] = {
    **dict.fromkeys(_INTEGERS, ("integer", _NUMBER)),
    **dict.fromkeys(_FLOATS, ("float32", _NUMBER)),
    "use_mmap": ("boolean", (bool,)),
    "stop": ("array", (list,)),
}


def check_options(options: Mapping[str, Any]) -> None:
    """Raises: Refusal 500 for an option of another type than Ollama gives it; unknown ones pass."""
    for name, value in options.items():
        if name not in _OPTION_TYPES or value is None:
            continue
        wanted, types = _OPTION_TYPES[name]
        if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
            raise Refusal(500, f'option "{name}" must be of type {wanted}')
        if isinstance(value, list) and not all(isinstance(item, str) for item in value):
            raise Refusal(500, 'option "stop" must be of an array of strings')
