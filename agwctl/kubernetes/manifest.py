"""Text → manifests, typed where their kind is known, with what the API server surely refuses about them."""

from __future__ import annotations

from typing import NamedTuple

from agwctl.config.decode import decode
from agwctl.config.decoding import Decoding
from agwctl.config.files import is_empty
from agwctl.diagnostics.diagnostic import Finding
from agwctl.diagnostics.locate import pointers
from agwctl.kubernetes.document import MERGE_KEY, Header, has_key, header, is_template
from agwctl.kubernetes.kinds import class_of
from agwctl.kubernetes.kinds.metadata import Resource
from agwctl.source.edit import Editor
from agwctl.source.node import Node, Source

__all__ = ["Manifest", "manifests"]


class Manifest(NamedTuple):
    """A document as far as it was understood."""

    header: Header
    number: int
    """Its place among the documents of its file, from 0."""
    root: Node
    source: Source
    editor: Editor
    resource: Resource | None
    """None when the kind is not known here, or nothing of it could be understood."""
    findings: list[Finding]
    unsound: frozenset[int]
    """Objects in whose own fields something is wrong, by the ids of their nodes."""
    unchecked: tuple[str, ...]
    """Paths of what nobody looked into; an empty one is the whole document."""


class _ManifestDecoding(Decoding):
    """kubectl takes the last of equal keys; what is typed as not run is what is not looked into."""

    def __init__(self, source: Source, root: Node) -> None:
        super().__init__(_no_files, document=(source, root))
        self.last_wins = True

    def not_served(self, node: Node, what: str, why: str | None = None, hint: str = "") -> None:
        self.unchecked.append(node)


def _no_files(name: str) -> str:
    raise OSError(f"a manifest reads no file: {name}")


def manifests(source: Source, documents: list[Node]) -> list[Manifest]:
    """The manifests of a text; documents without anything in them are left out."""
    return [_manifest(source, number, root) for number, root in enumerate(documents) if not is_empty(root)]


def _manifest(source: Source, number: int, root: Node) -> Manifest:
    told = header(root)
    editor = Editor(source, root)
    cls = class_of(told)
    if cls is None or has_key(root, MERGE_KEY) or is_template(root):
        return Manifest(told, number, root, source, editor, None, [], frozenset(), ("",))
    decoding = _ManifestDecoding(source, root)
    resource = decode(cls, root, decoding)
    return Manifest(
        told,
        number,
        root,
        source,
        editor,
        resource if isinstance(resource, Resource) else None,
        decoding.findings,
        frozenset(decoding.unsound),
        tuple(pointers(decoding.unchecked, root)),
    )
