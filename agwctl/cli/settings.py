"""What a project wants of `agwctl validate`: `.agwctl.yaml`, or `[tool.agwctl]` in pyproject.toml."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from agwctl.compat import MODES
from agwctl.config.text import read_text
from agwctl.errors import InputError
from agwctl.lint.selection import UnknownSelector, matching

__all__ = ["Settings", "find", "folder_of", "settings"]

OWN_FILE = ".agwctl.yaml"
PROJECT_FILE = "pyproject.toml"
SECTION = "[tool.agwctl]"
SEVERITIES = ("error", "warning", "info")


class Settings(NamedTuple):
    """Settings of a file; None where it says nothing."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    per_path_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Patterns of absolute paths, or of names when there is no slash in one."""
    fail_on: str | None = None
    compat: str | None = None


def settings(paths: Iterable[str]) -> Settings:
    """The settings that are nearest to all of these files, upward. Raises: InputError."""
    file = find(folder_of(paths))
    return Settings() if file is None else read(file)


def folder_of(paths: Iterable[str]) -> Path:
    """The folder that holds all of these files; the current one for stdin."""
    folders = []
    for path in paths:
        whole = Path.cwd() if path == "-" else Path(path).absolute()
        folders.append(str(whole if whole.is_dir() else whole.parent))
    return Path(os.path.commonpath(folders)) if folders else Path.cwd()


def find(folder: Path) -> Path | None:
    """The nearest file with settings, in a folder or above it."""
    for each in (folder, *folder.parents):
        if (each / OWN_FILE).is_file():
            return each / OWN_FILE
        project = each / PROJECT_FILE
        if project.is_file() and SECTION.encode()[:-1] in project.read_bytes():
            return project
    return None


def read(file: Path) -> Settings:
    """The settings in a file. Raises: InputError that names the line."""
    table, line_of = _yaml(file) if file.name == OWN_FILE else _toml(file)
    values: dict[str, Any] = {}
    for key, value in table.items():
        reader = _READERS.get(key)
        place = f"{file}:{line_of(key)}"
        if reader is None:
            raise InputError(f"{place}: unknown setting '{key}'", f"there are {', '.join(_READERS)}")
        try:
            values[key.replace("-", "_")] = reader(value)
        except UnknownSelector as unknown:
            hint = (
                f"did you mean '{unknown.nearest}'?" if unknown.nearest else "agwctl validate --list-rules lists them"
            )
            raise InputError(f"{place}: {key}: there is no rule '{unknown.word}'", hint) from None
        except _Wrong as wrong:
            raise InputError(f"{place}: {key} must be {wrong}, not {value!r}") from None
    found = Settings(**values)
    return found._replace(
        per_path_ignores=tuple((_absolute(pattern, file.parent), words) for pattern, words in found.per_path_ignores)
    )


def _absolute(pattern: str, folder: Path) -> str:
    return str(folder / pattern) if "/" in pattern else pattern


def _toml(file: Path) -> tuple[dict[str, Any], Callable[[str], int]]:
    import tomllib

    text = read_text(file)
    try:
        tools = tomllib.loads(text).get("tool", {})
        table = tools.get("agwctl", {}) if isinstance(tools, dict) else tools
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{file} is no TOML: {error}") from error
    if not isinstance(table, dict):
        raise InputError(f"{file}: tool.agwctl must be a table")
    begin = text.find(SECTION[:-1])

    def line_of(key: str) -> int:
        match = re.compile(rf"^[ \t]*(?:\[tool\.agwctl\.)?[\"']?{re.escape(key)}[\"']?", re.MULTILINE).search(
            text, begin
        )
        return text.count("\n", 0, begin if match is None else match.start()) + 1

    return table, line_of


def _yaml(file: Path) -> tuple[dict[str, Any], Callable[[str], int]]:
    from agwctl.source.node import Mapping, Source
    from agwctl.source.plain import plain
    from agwctl.source.reader import read as read_yaml

    source = Source(str(file), read_text(file))
    reading = read_yaml(source.parsed)
    if reading.problem is not None:
        line = source.position(reading.problem.start).line
        raise InputError(f"{file}:{line}: {reading.problem.message}")
    root = reading.documents[0] if reading.documents else Mapping([], 0, 0)
    if not isinstance(root, Mapping):
        raise InputError(f"{file}:1: settings are a map, such as ignore: [AGW502]")
    return dict(plain(root)), lambda key: source.span(root.first(key)).start.line


class _Wrong(Exception):
    """A value of another type; says what it must be."""


def _words(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise _Wrong("a list of codes or names")
    for word in value:
        matching(word)
    return tuple(value)


def _per_path(value: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise _Wrong("a map of patterns, each with a list of codes or names")
    return tuple((pattern, _words(words)) for pattern, words in value.items())


def _one_of(words: tuple[str, ...]) -> Callable[[Any], str]:
    def read_word(value: Any) -> str:
        # TOML and YAML read 1.4 as a number
        word = str(value) if isinstance(value, (str, float)) else None
        if word is None or word not in words:
            raise _Wrong(" or ".join(words))
        return word

    return read_word


_READERS: dict[str, Callable[[Any], Any]] = {
    "select": _words,
    "ignore": _words,
    "per-path-ignores": _per_path,
    "fail-on": _one_of(SEVERITIES),
    "compat": _one_of(tuple(MODES)),
}
"""Setting → what makes its value; they raise `_Wrong` and `UnknownSelector`."""
