"""What `agwctl validate` reads: files, folders, stdin, and values for their variables."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from agwctl.errors import InputError, UsageError

if TYPE_CHECKING:
    from agwctl.kubernetes.manifest import Manifest

__all__ = ["default_path", "environment", "files_of", "manifests_in", "read_stdin"]


def environment(assignments: list[str] | None) -> dict[str, str]:
    """The variables for `$NAME` in the files: the process's own and those of `--env`. Raises: UsageError."""
    import os

    environ = dict(os.environ)
    for text in assignments or []:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise UsageError(f"--env: {text!r} is not NAME=VALUE")
        environ[name] = value
    return environ


def default_path(environ: Mapping[str, str]) -> str:
    """The file that `agwctl serve` would take. Raises: InputError."""
    from agwctl.cli.config_source import CANDIDATES

    found = environ.get("AGWCTL_FILE") or next((name for name in CANDIDATES if Path(name).is_file()), None)
    if found is None:
        raise InputError(f"there is no {', '.join(CANDIDATES)} here", "name the files: agwctl validate PATH")
    return found


def files_of(paths: Iterable[str]) -> Iterator[tuple[Path | None, bool]]:
    """The files that are meant, each once, and whether they were named or found in a folder; None stands for stdin.

    Raises: UsageError for a path without a name, which would be the current folder.
    """
    from agwctl.config.files import files_in

    seen: set[Path] = set()
    for name in paths:
        path = Path(name)
        if name == "-":
            if path not in seen:
                yield None, True
            seen.add(path)
            continue
        if not name:
            raise UsageError("a path is empty", "is a variable unset? . is the current folder")
        is_named = not path.is_dir()
        for file in (path,) if is_named else files_in(path):
            whole = file.absolute()
            if whole not in seen:
                seen.add(whole)
                yield file, is_named


def manifests_in(paths: Iterable[str]) -> tuple[Manifest, ...]:
    """The manifests of all files, which may refer to one another."""
    files = [path for path, _ in files_of(paths)]
    if len(files) < 2:
        return ()
    texts = [(str(path), text) for path in files if path is not None and (text := _manifest_text(path)) is not None]
    if not texts:
        return ()
    from agwctl.lint.kubernetes.check import read_around

    return read_around(texts)


def _manifest_text(path: Path) -> str | None:
    """The text of a file that may hold manifests; what cannot be read is told when it is checked.

    A pipe can be read only once, and that is when it is checked.
    """
    if not path.is_file():
        return None
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return data.decode("utf-8-sig", "replace") if b"apiVersion" in data else None


def read_stdin() -> bytes:
    """Raises: InputError where there is no stdin."""
    if sys.stdin is None:
        raise InputError("stdin is closed", "name the files: agwctl validate PATH")
    return sys.stdin.buffer.read()
