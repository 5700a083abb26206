"""A prompt and the context that it has to fit into: what Ollama drops, cuts or refuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agwctl.ollama.answer import Conversation, Turn, pieces_in
from agwctl.ollama.gojson import encode
from agwctl.ollama.refusal import Refusal, RunnerFailure

__all__ = ["count", "fit", "refused"]

_TOO_LONG = (
    "the prompt is longer than the context length currently available to the model; shorten the prompt, "
    "adjust the context length in settings, or use a model with a longer context length"
)
_KNOWN = ("system", "user", "assistant", "tool")


def count(conversation: Conversation) -> int:
    """Tokens that the model reads, of words and signs; a real tokenizer makes some more of them."""
    return sum(map(_tokens, conversation.turns))


def fit(
    conversation: Conversation, context: int, *, num_keep: int = 4, truncate: bool = True, shift: bool = True
) -> tuple[Conversation, int]:
    """What the model reads of a conversation, and how many tokens that is.

    Turns of nobody that Ollama knows are not read. The oldest turns go first, but for those of the system and the
    last one. What is then still too long is cut to about half the context, in the middle, so that an answer has room.
    Raises: Refusal when one or the other is forbidden.
    """
    conversation = replace(conversation, turns=tuple(turn for turn in conversation.turns if turn.role in _KNOWN))
    tokens = count(conversation)
    if tokens < context:
        return conversation, tokens
    if not truncate:
        raise refused(tokens, context)
    conversation = replace(conversation, turns=_newest(conversation.turns, context))
    tokens = count(conversation)
    if tokens < context:
        return conversation, tokens
    if not shift:
        raise Refusal(400, _TOO_LONG)
    keep = min(max(0, num_keep), context)
    return conversation, keep + (context - keep) // 2


def refused(tokens: int, context: int) -> RunnerFailure:
    """The runner's own words for a prompt that is not to be cut: JSON, which Ollama hands on as a text."""
    said = f"request ({tokens} tokens) exceeds the available context size ({context} tokens), try increasing it"
    error = {"code": 400, "message": said, "type": "exceed_context_size_error"}
    return RunnerFailure(400, encode({"error": error | {"n_prompt_tokens": tokens, "n_ctx": context}}))


def _newest(turns: Sequence[Turn], context: int) -> tuple[Turn, ...]:
    *older, last = turns
    kept: list[Turn] = []
    tokens = sum(map(_tokens, turns))
    for turn in older:
        if tokens < context or turn.role == "system":
            kept.append(turn)
        else:
            tokens -= _tokens(turn)
    return (*kept, last)


def _tokens(turn: Turn) -> int:
    return pieces_in(turn.text)
