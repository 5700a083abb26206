"""How every endpoint begins an answer, and how one that fails before its first token is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from agwctl.http.message import Headers, Request, Response
from agwctl.ollama.answer import Conversation, Piece, awaited
from agwctl.ollama.engine import Engine
from agwctl.ollama.generation import Account, Generation
from agwctl.ollama.gojson import encode
from agwctl.ollama.prompt import Prompt
from agwctl.ollama.refusal import Refusal, RunnerFailure
from agwctl.ollama.release import LLAMA_SERVER, Release
from agwctl.ollama.store import Model
from agwctl.ollama.wire import JSON, reply

__all__ = ["Loaded", "begin", "failed"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What stands in for an answer when nothing was asked: the model is loaded."""

    account: Account

    def close(self) -> None:
        """There is nothing to end."""


def begin(engine: Engine, prompt: Prompt, request: Request) -> tuple[Generation | Loaded, Iterator[Piece]]:
    """An answer whose first piece is there; none at all to a prompt without a turn.

    Raises: Refusal before the model works, RunnerFailure when it fails instead of saying something.
    """
    if not prompt.conversation.turns:
        return Loaded(Account(reason=engine.load(prompt, request))), iter(())
    generation = engine.generation(prompt, request).begin()
    try:
        _check_format(prompt.conversation.format)
        _check_images(engine.release, generation.order.wish.model, prompt.conversation)
        return generation, awaited(generation)
    except BaseException:
        generation.close()
        raise


def failed(refusal: Refusal, body: str, *extra: tuple[bytes, bytes], streaming: bool) -> Response:
    """An error from behind an API. A stream's runner fails when its head is as good as sent: no length is told."""
    if not (streaming and isinstance(refusal, RunnerFailure)):
        return reply(refusal.status, JSON, body, *extra)
    return Response(refusal.status, Headers(sorted([(b"Content-Type", JSON), *extra])), iter((body.encode(),)))


def _check_images(release: Release, model: Model, conversation: Conversation) -> None:
    """The runner's own words for an image or a sound that a model cannot take in: JSON, handed on as a text."""
    able = {"vision", "audio"}.intersection(model.capabilities)
    if able or not release.has(LLAMA_SERVER) or not any(turn.images for turn in conversation.turns):
        return
    said = "Multimodal data provided, but model does not support multimodal requests."
    raise RunnerFailure(400, encode({"error": {"code": 400, "message": said, "type": "invalid_request_error"}}))


def _check_format(value: Any) -> None:
    if value in (None, "", "json") or isinstance(value, dict):
        return
    text = f'invalid format: {encode(encode(value))}; expected "json" or a valid JSON Schema object'
    raise RunnerFailure(500, text)
