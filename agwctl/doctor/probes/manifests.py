"""What a folder of models holds: names by their manifests, and blobs that are missing, cut off or half downloaded."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from agwctl.doctor.system import System

__all__ = ["Contents", "contents"]

_MOST = 2000
"""Manifests that are read."""

_TOLD = 20
_DIGEST = re.compile(r"sha256[:-]([0-9a-f]{64})")
_PARTIAL = re.compile(r"(.*-partial)(?:-\d+)?")


class Contents(NamedTuple):
    """See Store."""

    models: int | None = None
    partial: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()


def contents(system: System, folder: str) -> Contents:
    """Counts and compares sizes; no blob is read."""
    if not _is_readable(system, folder):
        return Contents()
    names = [match[1] for name in system.names(f"{folder}/blobs") if (match := _PARTIAL.fullmatch(name))]
    models = list(islice(_models(system, f"{folder}/manifests"), _MOST))
    broken = (name for name, path in models if not _is_whole(system, folder, path))
    return Contents(len(models), tuple(dict.fromkeys(names))[:_TOLD], tuple(islice(broken, _TOLD)))


def _is_readable(system: System, folder: str) -> bool:
    """Whether what is in it can be told; a folder that is not there holds nothing."""
    for path in (folder, f"{folder}/manifests", f"{folder}/blobs"):
        try:
            os.listdir(system.path(path))
        except FileNotFoundError:
            continue
        except OSError:
            return False
    return True


def _models(system: System, manifests: str) -> Iterator[tuple[str, str]]:
    """Names as Ollama tells them, and the files that say what they consist of: host/namespace/model/tag."""
    for host in system.names(manifests):
        for space in system.names(f"{manifests}/{host}"):
            for model in system.names(f"{manifests}/{host}/{space}"):
                for tag in system.names(f"{manifests}/{host}/{space}/{model}"):
                    name = f"{host}/{space}/{model}:{tag}".removeprefix("registry.ollama.ai/").removeprefix("library/")
                    yield name, f"{manifests}/{host}/{space}/{model}/{tag}"


def _is_whole(system: System, folder: str, manifest: str) -> bool:
    """Whether every blob that it names is there with the size that it says; what is not understood counts as whole."""
    for layer in _layers(system.data(manifest, 2**20)):
        digest, size = _DIGEST.fullmatch(str(layer.get("digest"))), layer.get("size")
        if digest is None or not isinstance(size, int):
            continue
        try:
            if os.stat(system.path(f"{folder}/blobs/sha256-{digest[1]}")).st_size != size:
                return False
        except FileNotFoundError:
            return False
        except OSError:
            continue
    return True


def _layers(data: bytes | None) -> list[dict[str, Any]]:
    try:
        manifest = json.loads(data or b"{}")
        layers = [*manifest.get("layers", []), manifest.get("config")]
    except (ValueError, RecursionError, AttributeError, TypeError):
        return []
    return [each for each in layers if isinstance(each, dict)]
