"""The files that a check is about: found and told apart."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from agwctl.config.model import fields
from agwctl.config.root import Config
from agwctl.config.text import Text
from agwctl.diagnostics.report import Kind
from agwctl.source import node as nodes

__all__ = ["files_in", "has_manifests", "has_scenario", "is_empty", "kind_of", "may_be_ours"]

_ENDINGS = (".yaml", ".yml")


def files_in(folder: Path) -> Iterator[Path]:
    """The YAML files below a folder by name; hidden folders, pipes and devices are left out."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found = (Path(parent, name) for name in sorted(names) if name.endswith(_ENDINGS))
        yield from (path for path in found if path.is_file() or not path.exists())


def kind_of(document: nodes.Node, is_named: bool) -> Kind:
    """What a document is; one that was not named but found counts as ours when it has a key of ours."""
    keys = {key.text for key, _ in document.entries} if isinstance(document, nodes.Mapping) else set()
    if {"apiVersion", "kind"} <= keys:
        return "kubernetes"
    if "scenario" in keys and ((is_named and not keys & _OURS) or _is_scenario(document)):
        return "scenario"
    return "gateway" if is_named or (keys & _OURS and not _is_compose(document)) else "unknown"


_OURS = frozenset(field.wire for field in fields(Config))


def _is_scenario(document: nodes.Node) -> bool:
    """Whether it says what the stand-in for Ollama plays; other programs have scenarios of their own."""
    word = document.get("scenario") if isinstance(document, nodes.Mapping) else None
    return isinstance(word, nodes.Scalar) and word.text == "ollama"


def _is_compose(document: nodes.Node) -> bool:
    """Whether it is a file of Docker Compose: `services` is a list in ours."""
    entries = document.entries if isinstance(document, nodes.Mapping) else []
    ours = [(key.text, value) for key, value in entries if key.text in _OURS]
    return len(ours) == 1 and ours[0][0] == "services" and isinstance(ours[0][1], nodes.Mapping)


def may_be_ours(text: str) -> bool:
    """Whether a text that cannot be read to its end has a key of ours, which it would be known by."""
    return _KEY.search(text) is not None


_KEY = re.compile(rf"^\ufeff?[\"']?(?:{'|'.join(sorted(_OURS - {'services', 'config'}))})[\"']?[ \t]*:", re.MULTILINE)


def has_manifests(text: Text, is_named: bool) -> bool:
    """Whether a text holds Kubernetes manifests and no configuration of ours, or would if it could be read."""
    if not text.documents:
        return text.problem is not None and _MANIFEST.search(text.source.text) is not None
    kinds = {kind_of(document, is_named) for document in text.documents if not is_empty(document)}
    return "kubernetes" in kinds and "gateway" not in kinds


def has_scenario(text: Text, is_named: bool) -> bool:
    """Whether a text holds a scenario and no configuration of ours, or would if it could be read."""
    if not text.documents:
        return text.problem is not None and _SCENARIO.search(text.source.text) is not None
    kinds = {kind_of(document, is_named) for document in text.documents if not is_empty(document)}
    return "scenario" in kinds and "gateway" not in kinds


_SCENARIO = re.compile(r"^\ufeff?[\"']?scenario[\"']?[ \t]*:[ \t]*[\"']?ollama\b", re.MULTILINE)

_MANIFEST = re.compile(r"^apiVersion:", re.MULTILINE)


def is_empty(document: nodes.Node) -> bool:
    """Whether nothing but comments stands between two lines `---`."""
    return isinstance(document, nodes.Scalar) and document.plain and document.text in ("", "~", "null")
