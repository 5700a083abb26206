"""The events of a streamed answer at /v1/responses; the keys of every object in them are in alphabetical order."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from agwctl.ollama.answer import Piece, ToolCall
from agwctl.ollama.api.inference import Loaded
from agwctl.ollama.api.response_object import (
    message_item,
    reasoning_item,
    response_object,
    text_part,
    tool_item,
    usage,
)
from agwctl.ollama.engine import Engine
from agwctl.ollama.generation import Generation
from agwctl.ollama.gojson import encode
from agwctl.ollama.refusal import RunnerFailure

__all__ = ["Events"]


class Events:
    """One answer: its items one after the other, each opened, filled and closed."""

    def __init__(self, engine: Engine, asked: dict[str, Any], generation: Generation | Loaded) -> None:
        self._engine, self._asked, self._generation = engine, asked, generation
        self._identity = f"resp_{engine.serial()}"
        self._message = f"msg_{engine.serial()}"
        self._numbers = itertools.count()
        self._output: list[dict[str, Any]] = []
        self._thinking = ""
        self._reasoning = ""
        """The id of the reasoning item that is open."""
        self._text = ""
        self._called = False

    def events(self, pieces: Iterator[Piece]) -> Iterator[str]:
        """Each event as it is sent; they stop when the runner dies."""
        begun = {"status": "in_progress", "completed_at": None}
        yield self._event("created", response=self._response(begun))
        yield self._event("in_progress", response=self._response(begun))
        try:
            for piece in pieces:
                yield from self._piece(piece)
        except RunnerFailure:
            return
        yield from self._end()

    def _piece(self, piece: Piece) -> Iterator[str]:
        if piece.thinking:
            yield from self._think(piece.thinking)
        if piece.call:
            yield from self._thought()
            yield from self._call(piece.call)
        elif piece.text and not self._called:
            yield from self._thought()
            yield from self._say(piece.text)

    def _think(self, thinking: str) -> Iterator[str]:
        if not self._reasoning:
            self._reasoning = f"rs_{self._engine.serial()}"
            yield self._opened({"id": self._reasoning, "type": "reasoning", "summary": []})
        self._thinking += thinking
        yield self._event("reasoning_summary_text.delta", **self._summary(), delta=thinking)

    def _thought(self) -> Iterator[str]:
        """Close the reasoning item, if there is one."""
        if not self._reasoning:
            return
        yield self._event("reasoning_summary_text.done", **self._summary(), text=self._thinking)
        item = reasoning_item(self._reasoning, self._thinking)
        self._reasoning = self._thinking = ""
        yield self._closed(item)

    def _call(self, call: ToolCall) -> Iterator[str]:
        # A text that was begun stays open, and its place is taken: so it is in Ollama, too.
        self._called = True
        item = tool_item(f"fc_{self._engine.serial()}_0", call)
        at = {"item_id": item["id"], "output_index": len(self._output)}
        yield self._opened(item | {"status": "in_progress", "arguments": ""})
        yield self._event("function_call_arguments.delta", **at, delta=item["arguments"])
        yield self._event("function_call_arguments.done", **at, arguments=item["arguments"])
        yield self._closed(item)

    def _say(self, text: str) -> Iterator[str]:
        if not self._text:
            yield self._opened(message_item(self._message, "") | {"status": "in_progress", "content": []})
            yield self._event("content_part.added", **self._content(), part=text_part(""))
        self._text += text
        yield self._event("output_text.delta", **self._content(), delta=text, logprobs=[])

    def _end(self) -> Iterator[str]:
        yield from self._thought()
        item = message_item(self._message, self._text)
        if self._text and not self._called:
            yield self._event("output_text.done", **self._content(), text=self._text, logprobs=[])
            yield self._event("content_part.done", **self._content(), part=text_part(self._text))
            yield self._event("output_item.done", output_index=len(self._output), item=item)
        output = [*self._output, *([item] if self._text else [])]
        # The finished object says that it was created when it was completed.
        end = {"output": output, "usage": usage(self._generation.account)}
        yield self._event("completed", response=self._response(end))

    def _opened(self, item: dict[str, Any]) -> str:
        return self._event("output_item.added", output_index=len(self._output), item=item)

    def _closed(self, item: dict[str, Any]) -> str:
        self._output.append(item)
        return self._event("output_item.done", output_index=len(self._output) - 1, item=item)

    def _summary(self) -> dict[str, Any]:
        return {"item_id": self._reasoning, "output_index": len(self._output), "summary_index": 0}

    def _content(self) -> dict[str, Any]:
        return {"item_id": self._message, "output_index": len(self._output), "content_index": 0}

    def _response(self, end: dict[str, Any]) -> dict[str, Any]:
        return response_object(self._engine, self._asked, self._identity, self._engine.clock.now() // 10**9, end)

    def _event(self, kind: str, **fields: object) -> str:
        data = fields | {"type": f"response.{kind}", "sequence_number": next(self._numbers)}
        return f"event: response.{kind}\ndata: {encode(_sorted(data))}\n\n"


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value
