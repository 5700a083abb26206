"""The files that a check is about: found, read, told apart, checked."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from agwctl.config.load import check, collector_paused, parse, text_of
from agwctl.config.model import fields
from agwctl.config.root import Config
from agwctl.diagnostics.report import FileReport, Kind
from agwctl.errors import InputError
from agwctl.source import node as nodes

__all__ = ["check_bytes", "check_file", "files_in"]

_ENDINGS = (".yaml", ".yml")


def files_in(folder: Path) -> Iterator[Path]:
    """The YAML files below a folder by name; hidden folders are left out."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in sorted(names) if name.endswith(_ENDINGS))


def check_file(path: Path, environ: Mapping[str, str], *, is_named: bool = True) -> FileReport:
    """Checks one file; one that was not named but found in a folder is only checked when it looks like ours."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return FileReport(str(path), "unknown", "unreadable", f"failed to open file `{path}`: {error.strerror}")
    return check_bytes(data, str(path), environ, is_named=is_named)


def check_bytes(data: bytes, path: str, environ: Mapping[str, str], *, is_named: bool = True) -> FileReport:
    """Checks the documents in a file's bytes."""
    try:
        text = text_of(data, path)
    except InputError as error:
        return FileReport(path, "unknown", "unreadable", error.message)
    with collector_paused():
        parsed = parse(text, path, environ)
        kinds = [_kind(document, is_named) for document in parsed.documents] or ["gateway"]
        gateways = [number for number, kind in enumerate(kinds) if kind == "gateway"]
        if gateways:
            found = [
                diagnostic
                for number in gateways
                for diagnostic in check(parsed, number, environ, is_first=number == gateways[0])[1]
            ]
            return FileReport(path, "gateway", "checked", None, tuple(found))
    if "kubernetes" in kinds:
        return FileReport(path, "kubernetes", "skipped", "Kubernetes manifests are not checked yet")
    return FileReport(path, "unknown", "skipped", "it holds no key of a gateway configuration")


def _kind(document: nodes.Node, is_named: bool) -> Kind:
    keys = {key.text for key, _ in document.entries} if isinstance(document, nodes.Mapping) else set()
    if {"apiVersion", "kind"} <= keys:
        return "kubernetes"
    return "gateway" if is_named or keys & {field.wire for field in fields(Config)} else "unknown"
