"""YAML text → nodes.

The parser's events are taken one by one and become nodes at once; nothing is interpreted on the way. Limits are those
of the gateway's own reader: 128 levels, and aliases followed no more than a hundred times as often as the document has
parts.
"""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from agwctl.source.node import Mapping, Node, Scalar, Sequence

__all__ = ["Problem", "Reading", "read"]

MAX_DEPTH = 128
MAX_JUMPS_PER_EVENT = 100
MAX_REPEATED = 1_000_000
"""Nodes that aliases may add. agentgateway has no such limit, but it would take a thousand times longer here."""

_CORE = "tag:yaml.org,2002:"
_TYPED = frozenset(_CORE + name for name in ("null", "bool", "int", "float"))


class Problem(NamedTuple):
    """Why a text is no YAML, or none that the gateway takes; offsets into the text that was read."""

    message: str
    start: int
    end: int
    context: tuple[str, int] | None = None
    """What was being read, and where that began."""


class Reading(NamedTuple):
    """The documents up to the first problem."""

    documents: list[Node]
    problem: Problem | None


class _Refused(Exception):
    def __init__(self, message: str, event: Any) -> None:
        super().__init__(message)
        self.problem = Problem(message, event.start_mark.index, event.end_mark.index)


def read(text: str) -> Reading:
    """Reads all documents of a text; an empty text has none."""
    documents: list[Node] = []
    problem: Problem | None = None
    try:
        _compose(_parser(text), documents)
    except _Refused as refused:
        problem = refused.problem
    except yaml.MarkedYAMLError as error:
        problem = _syntax_problem(error)
    except yaml.reader.ReaderError as error:
        at = _position(error, text)
        problem = Problem(error.reason, at, at + 1)
    return Reading(documents, problem)


def _parser(text: str) -> Any:
    try:
        from yaml import cyaml
    except ImportError:
        warnings.warn("PyYAML was built without libyaml: reading takes some ten times longer", stacklevel=2)
        return yaml.Loader(text)
    return cyaml.CLoader(text)


def _syntax_problem(error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    at = mark.index if mark is not None else 0
    began = error.context_mark
    context = (error.context, began.index) if error.context and began is not None and began.index != at else None
    return Problem(error.problem or error.context or "this is no YAML", at, at + 1, context)


def _position(error: yaml.reader.ReaderError, text: str) -> int:
    """Where a character is that YAML does not allow; libyaml, which names no encoding, counts bytes of UTF-8."""
    if error.encoding != "?":
        return int(error.position)
    return len(text.encode("utf-8", "surrogatepass")[: error.position].decode("utf-8", "ignore"))


class _Cost(NamedTuple):
    """What following an alias once adds to the document."""

    nodes: int
    jumps: int


def _compose(parser: Any, documents: list[Node]) -> None:
    """Builds the documents. Long for the sake of speed: it is the loop over every part of every file."""
    next_event = parser.get_event
    items: list[Node] = []
    outer: list[tuple[list[Node], Any, int, int, int]] = []
    anchors: dict[str, tuple[Node, _Cost] | None] = {}
    events = nodes = jumps = repeated = last_end = 0
    while True:
        event = next_event()
        kind = type(event)
        events += 1
        if kind is ScalarEvent:
            nodes += 1
            last_end = event.end_mark.index
            node: Node = Scalar(event.value, event.implicit[0], event.start_mark.index, last_end)
            if event.tag is not None:
                _apply_tag(node, event)
            if event.anchor is not None:
                anchors[event.anchor] = (node, _Cost(1, 0))
            items.append(node)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            if len(outer) >= MAX_DEPTH:
                raise _Refused("recursion limit exceeded", event)
            if event.tag is not None and event.tag.startswith("!"):
                raise _Refused(f"a tag such as {event.tag} has no meaning here", event)
            if event.anchor is not None:
                anchors[event.anchor] = None
            nodes += 1
            outer.append((items, event, nodes, jumps, event.start_mark.index))
            items = []
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            parent, opening, nodes_before, jumps_before, start = outer.pop()
            if opening.flow_style:
                last_end = event.end_mark.index
            end = last_end if items else event.end_mark.index if opening.flow_style else opening.end_mark.index
            node = Sequence(items, start, end) if kind is SequenceEndEvent else _mapping(items, start, end, opening)
            if opening.anchor is not None:
                anchors[opening.anchor] = (node, _Cost(nodes - nodes_before + 1, jumps - jumps_before))
            items = parent
            items.append(node)
        elif kind is AliasEvent:
            if event.anchor not in anchors:
                raise _Refused(f"unknown anchor {event.anchor}", event)
            target = anchors[event.anchor]
            if target is None:
                raise _Refused(f"recursion limit exceeded: the alias {event.anchor} stands inside of its anchor", event)
            node, cost = target
            nodes += cost.nodes
            repeated += cost.nodes
            jumps += cost.jumps + 1
            last_end = event.end_mark.index
            if repeated > MAX_REPEATED:
                raise _Refused("repetition limit exceeded", event)
            items.append(node)
        elif kind is DocumentStartEvent:
            items, anchors = [], {}
            events = nodes = jumps = repeated = 0
        elif kind is StreamEndEvent or event is None:
            return
        elif items:  # the end of a document
            if jumps > events * MAX_JUMPS_PER_EVENT:
                raise _Refused("repetition limit exceeded", event)
            documents.append(items[0])
            items = []


def _mapping(items: list[Node], start: int, end: int, opening: Any) -> Mapping:
    entries: list[tuple[Scalar, Node]] = []
    pairs = iter(items)
    for key, value in zip(pairs, pairs, strict=True):
        if type(key) is not Scalar:
            raise _Refused("a key must be text, not a list or a mapping", opening)
        entries.append((key, value))
    return Mapping(entries, start, end)


def _apply_tag(node: Node, event: Any) -> None:
    assert isinstance(node, Scalar)  # it was made from a scalar event
    if event.tag.startswith("!") and event.tag != "!":
        raise _Refused(f"a tag such as {event.tag} has no meaning here", event)
    node.plain = event.tag in _TYPED
