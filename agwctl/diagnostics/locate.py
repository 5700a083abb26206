"""Findings → diagnostics: pointers and positions are computed once, at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from agwctl.diagnostics.diagnostic import Diagnostic, Finding, Fix, Label, LocatedEdit, LocatedFix, Related
from agwctl.source.node import Mapping, Node, Sequence, Source, Span

__all__ = ["locate", "pointers"]


class _Place(NamedTuple):
    pointer: str
    span: Span
    source: Source


def locate(
    findings: Iterable[Finding],
    root: Node,
    source: Source,
    document: int = 0,
    around: Iterable[tuple[Node, Source]] = (),
) -> list[Diagnostic]:
    """Gives the findings of one document their places; they come back in the order of the text, each once.

    `around` are other documents, of this text or another one, that labels may point into.
    """
    findings = list(findings)
    wanted = {id(node): node for finding in findings for node in _named_by(finding)}
    places = _places(wanted, [(root, source), *around])
    located = [_located(finding, places, source, document) for finding in findings]
    return sorted(dict.fromkeys(located), key=lambda diagnostic: diagnostic.span.start)


def pointers(nodes: Iterable[Node], root: Node) -> list[str]:
    """The paths of nodes of one document, in the order of the text."""
    wanted = {id(node) for node in nodes}
    return list(dict.fromkeys(_pointer(step) for step in _walk(root) if id(step[0]) in wanted)) if wanted else []


def _named_by(finding: Finding) -> Iterator[Node]:
    yield finding.node
    yield from (label.node for label in finding.related)
    if finding.fix is not None:
        yield from (edit.node for edit in finding.fix.edits)


def _places(wanted: dict[int, Node], trees: list[tuple[Node, Source]]) -> dict[int, _Place]:
    """A node that stands in several places (an alias) is shown at the first; one that all trees lack has no path."""
    places: dict[int, _Place] = {}
    for root, source in trees:
        if len(places) == len(wanted):
            break
        for step in _walk(root):
            key = id(step[0])
            if key in wanted and key not in places:
                places[key] = _Place(_pointer(step), source.span(step[1]), source)
    own = trees[0][1]
    return {key: places.get(key) or _Place("", own.span(node), own) for key, node in wanted.items()}


_Step: TypeAlias = "tuple[Node, Node, _Step | None, str | int]"
"""A key or value on the way through the tree, what is shown for it, the step above, its name there.

A plain tuple: a large file has hundreds of thousands.
"""


def _walk(root: Node) -> Iterator[_Step]:
    """Every key and value in the order of the text. A value that was left empty is shown at its key."""
    waiting: list[_Step] = [(root, root, None, "")]
    while waiting:
        step = waiting.pop()
        yield step
        node = step[0]
        if isinstance(node, Sequence):
            waiting += [(item, item, step, at) for at, item in enumerate(node.items)][::-1]
        elif isinstance(node, Mapping):
            for key, value in reversed(node.entries):
                waiting.append((value, value if value.end > value.start else key, step, key.text))
                waiting.append((key, key, step, key.text))


_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]+")


def _pointer(step: _Step) -> str:
    names: list[str] = []
    _, _, above, name = step
    while above is not None:
        names.append(_written(name))
        _, _, above, name = above
    return "".join(reversed(names)).removeprefix(".")


def _written(name: str | int) -> str:
    if isinstance(name, int):
        return f"[{name}]"
    return f".{name}" if _PLAIN_KEY.fullmatch(name) else f'["{name}"]'


def _located(finding: Finding, places: dict[int, _Place], source: Source, document: int) -> Diagnostic:
    place = places[id(finding.node)]
    related = [_related(label, places[id(label.node)], source) for label in finding.related]
    fix = None if finding.fix is None else _located_fix(finding.fix, places)
    return Diagnostic(
        finding.code, finding.message, finding.hint, source, document, place.pointer, place.span, tuple(related), fix
    )


def _related(label: Label, place: _Place, source: Source) -> Related:
    pointer, span, own = place
    return Related(label.message, pointer, span, None if own is source else own)


def _located_fix(fix: Fix, places: dict[int, _Place]) -> LocatedFix:
    return LocatedFix(
        fix.title, fix.safe, tuple(LocatedEdit(places[id(edit.node)].span, edit.text) for edit in fix.edits)
    )
