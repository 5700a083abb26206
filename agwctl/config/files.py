"""The files that a check is about: found and told apart."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from agwctl.config.model import fields
from agwctl.config.root import Config
from agwctl.diagnostics.report import Kind
from agwctl.source import node as nodes

__all__ = ["files_in", "kind_of"]

_ENDINGS = (".yaml", ".yml")


def files_in(folder: Path) -> Iterator[Path]:
    """The YAML files below a folder by name; hidden folders are left out."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in sorted(names) if name.endswith(_ENDINGS))


def kind_of(document: nodes.Node, is_named: bool) -> Kind:
    """What a document is; one that was not named but found counts as ours when it has a key of ours."""
    keys = {key.text for key, _ in document.entries} if isinstance(document, nodes.Mapping) else set()
    if {"apiVersion", "kind"} <= keys:
        return "kubernetes"
    return "gateway" if is_named or keys & {field.wire for field in fields(Config)} else "unknown"
