"""The disk that a server on this machine keeps its models on.

A model's Modelfile names its file within the server's own folder, which says more than variables of this shell: the
service has another home and another environment. Without a model the usual folders are looked for: OLLAMA_MODELS, that
of the Linux service, that in the home.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Disk", "folder_in", "models_folder", "room"]

SERVICE = Path("/usr/share/ollama/.ollama/models")

_FROM = re.compile(r"^FROM (.+)[/\\]blobs[/\\]sha256-[0-9a-f]{64}\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Disk:
    """Free bytes below a folder."""

    folder: Path
    free: int


def models_folder(
    modelfile: str | None, environ: Mapping[str, str], home: Path, service: Path = SERVICE
) -> Path | None:
    """The folder of the models; None when it is not one of this machine's, as that of an Ollama in a container."""
    named = folder_in(modelfile or "")
    if named:
        return Path(named) if _is_folder(Path(named)) else None
    given = environ.get("OLLAMA_MODELS", "").strip().strip("\"'").strip()
    candidates = [Path(given)] if given else [service, home / ".ollama" / "models"]
    return next((folder for folder in candidates if _is_folder(folder)), None)


def folder_in(modelfile: str) -> str:
    """The folder that a Modelfile says its model is in, as its server sees it; empty when it names none."""
    named = _FROM.search(modelfile)
    return named[1] if named is not None else ""


def room(folder: Path) -> Disk | None:
    """How much fits into a folder; None when the system does not say."""
    for place in (folder, *folder.parents):
        try:
            return Disk(folder, shutil.disk_usage(place).free)
        except PermissionError:
            continue  # the service's home is closed to others; the folder above it is on the same disk, as a rule
        except OSError:
            return None
    return None


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except PermissionError:
        return True
