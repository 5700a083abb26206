"""Findings → diagnostics: pointers and positions are computed once, at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from agwctl.diagnostics.diagnostic import Diagnostic, Finding, Fix, LocatedEdit, LocatedFix, Related
from agwctl.source.node import Mapping, Node, Sequence, Source, Span

__all__ = ["locate"]


class _Place(NamedTuple):
    pointer: str
    span: Span


def locate(findings: Iterable[Finding], root: Node, source: Source, document: int = 0) -> list[Diagnostic]:
    """Gives the findings of one document their places; they come back in the order of the text, each once."""
    findings = list(findings)
    places = _places({id(node): node for finding in findings for node in _named_by(finding)}, root, source)
    located = [_located(finding, places, source, document) for finding in findings]
    return sorted(dict.fromkeys(located), key=lambda diagnostic: diagnostic.span.start)


def _named_by(finding: Finding) -> Iterator[Node]:
    yield finding.node
    yield from (label.node for label in finding.related)
    if finding.fix is not None:
        yield from (edit.node for edit in finding.fix.edits)


def _places(wanted: dict[int, Node], root: Node, source: Source) -> dict[int, _Place]:
    """A node that stands in several places (an alias) is shown at the first; one that the tree lacks has no path."""
    places: dict[int, _Place] = {}
    if wanted:
        for node, pointer, shown in _walk(root):
            if id(node) in wanted and id(node) not in places:
                places[id(node)] = _Place(pointer, source.span(shown))
    return {key: places.get(key) or _Place("", source.span(node)) for key, node in wanted.items()}


def _walk(root: Node) -> Iterator[tuple[Node, str, Node]]:
    """Every key and value with its path and the node to show: a value that was left empty is shown at its key."""
    waiting: list[tuple[Node, str, Node]] = [(root, "", root)]
    while waiting:
        node, pointer, shown = waiting.pop()
        yield node, pointer, shown
        if isinstance(node, Sequence):
            waiting += [(item, f"{pointer}[{at}]", item) for at, item in enumerate(node.items)]
        elif isinstance(node, Mapping):
            for key, value in node.entries:
                path = pointer + _step(key.text, not pointer)
                yield key, path, key
                waiting.append((value, path, key if value.start == value.end else value))


_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]+")


def _step(key: str, is_first: bool) -> str:
    if _PLAIN_KEY.fullmatch(key):
        return key if is_first else f".{key}"
    return f'["{key}"]'


def _located(finding: Finding, places: dict[int, _Place], source: Source, document: int) -> Diagnostic:
    place = places[id(finding.node)]
    related = [Related(label.message, *places[id(label.node)]) for label in finding.related]
    fix = None if finding.fix is None else _located_fix(finding.fix, places)
    return Diagnostic(
        finding.code, finding.message, finding.hint, source, document, place.pointer, place.span, tuple(related), fix
    )


def _located_fix(fix: Fix, places: dict[int, _Place]) -> LocatedFix:
    return LocatedFix(
        fix.title, fix.safe, tuple(LocatedEdit(places[id(edit.node)].span, edit.text) for edit in fix.edits)
    )
