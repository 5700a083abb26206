"""The replies of a scenario → what its models say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agwctl.ollama.answer import Answer, Conversation, Piece, ToolCall, split
from agwctl.ollama.name import parse
from agwctl.ollama.scenario.document import Scenario
from agwctl.ollama.scenario.models import ModelEntry, Reply
from agwctl.ollama.store import Model
from agwctl.ollama.tool_choice import call_id
from agwctl.source.plain import plain

__all__ = ["scripted"]


def scripted(scenario: Scenario, otherwise: Answer) -> Answer:
    """Says what the scenario has for a model and a question; `otherwise` answers the rest."""
    replies = {
        name.key: entry.replies
        for entry in scenario.models or ()
        if isinstance(entry, ModelEntry) and entry.replies and (name := parse(entry.name)) is not None
    }

    def answer(model: Model, conversation: Conversation) -> Iterable[Piece]:
        reply = next((each for each in replies.get(model.name.key, ()) if _is_meant(each, conversation)), None)
        return otherwise(model, conversation) if reply is None else list(_pieces(reply, model, conversation))

    return answer


def _is_meant(reply: Reply, conversation: Conversation) -> bool:
    """A reply that only calls needs tools to call, and does not answer what they returned with the same call again."""
    if reply.match is not None and not reply.match.search(conversation.question):
        return False
    return not reply.only_calls or _may_call(conversation)


def _may_call(conversation: Conversation) -> bool:
    return bool(conversation.tools) and conversation.turns[-1].role != "tool"


def _pieces(reply: Reply, model: Model, conversation: Conversation) -> Iterator[Piece]:
    thinks = "thinking" in model.capabilities and conversation.think is not False
    if reply.think is not None and thinks:
        tag = Piece()  # what is around a thought is taken out and yet is a token
        yield from (tag, *(Piece(thinking=part) for part in split(reply.think)), tag)
    if reply.say is not None:
        yield from (Piece(part) for part in split(reply.say))
    for number, call in enumerate(reply.calls if _may_call(conversation) else ()):
        arguments = {name: plain(node) for name, node in call.arguments.items()}
        yield Piece(call=ToolCall(call.name, arguments, call_id(conversation, call.name, arguments, number)))
