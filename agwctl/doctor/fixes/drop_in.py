"""A systemd drop-in that gives Ollama variables and keeps what others say."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath

from agwctl.doctor.facts.service import DropIn, Service
from agwctl.doctor.fixes.shell import posix_word

__all__ = ["assigned", "commands", "faults", "is_shown"]

_QUOTES = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"') | dict.fromkeys("\u2018\u2019\u201a\u201b", "'")
)
_SECRET = re.compile(r"key|token|secret|passw|auth", re.IGNORECASE)
_COMMENT = ("#", ";")
_NAME = re.compile(r"OLLAMA_[A-Z0-9_]+")
_PLAIN_KEYS = (
    "User",
    "Group",
    "ProtectHome",
    "ProtectSystem",
    "ReadWritePaths",
    "Restart",
    "RestartSec",
    "After",
    "Wants",
)


def is_shown(name: str, value: str) -> bool:
    """Whether a variable's value may stand in a command that people paste into issue trackers."""
    return bool(_NAME.fullmatch(name)) and not _SECRET.search(name) and "@" not in value


def faults(text: str) -> tuple[str, ...]:
    """Why systemd ignores lines of it."""
    found, section = [], False
    for number, bare in _lines(text):
        if bare.startswith(_COMMENT):
            continue
        if bare.startswith("["):
            section = bare == "[Service]"
        elif not section and bare.startswith("Environment"):
            found.append(f"line {number} stands outside of [Service]")
        if bare.startswith("Environment") and bare != bare.translate(_QUOTES):
            found.append(f"line {number} has typographic quotes")
        elif bare.startswith(("export ", "OLLAMA_")):
            found.append(f"line {number} is no Environment= line")
    return tuple(found)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Those that are not empty, by their numbers; one that ends in a backslash goes on in the next."""
    begun, start = "", 0
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if begun and line.startswith(_COMMENT):
            continue
        piece = line.removesuffix("\\")
        begun, start = f"{begun} {piece}".strip(), start or number
        if piece == line:
            if begun:
                yield start, begun
            begun, start = "", 0
    if begun:
        yield start, begun


def assigned(text: str) -> dict[str, str]:
    """The variables that it means to set, whatever is wrong with its quotes and sections."""
    found: dict[str, str] = {}
    for _, line in _lines(text):
        found.update(_assigned_by(line) or {})
    return found


def commands(
    service: Service, unit: str, variables: Mapping[str, str], word: Callable[[str], str] = posix_word
) -> tuple[str, ...]:
    """Lines that write the drop-in and make systemd read it; `word` makes one word of a text for the shell.

    A file that means to set one of the variables, or that is broken, is written anew with all its lines. Where such
    a file holds what is not to be shown, another one that is read after it says the same.
    """
    folder = f"/etc/systemd/system/{unit}.service.d"
    concerned = [each for each in service.drop_ins if _concerns(each, variables)]
    if concerned and _may_be_written_anew(concerned[-1]):
        path, lines = concerned[-1].path, _merged(concerned[-1].text, variables)
    else:
        path, lines = f"{folder}/{_new_name(service)}", ["[Service]", *map(_line, variables.items())]
    written = " ".join(word(line) for line in lines)
    return (
        f"sudo mkdir -p {word(str(PurePosixPath(path).parent))}",
        f"printf '%s\\n' {written} | sudo tee {word(path)}",
        "sudo systemctl daemon-reload",
    )


def _new_name(service: Service) -> str:
    """`override.conf` is what `systemctl edit` opens; beside other files one that is read last."""
    return "zz-agwctl.conf" if service.drop_ins else "override.conf"


def _concerns(drop_in: DropIn, variables: Mapping[str, str]) -> bool:
    meant = assigned(drop_in.text)
    ours = drop_in.path.endswith("/zz-agwctl.conf")
    return ours or bool(faults(drop_in.text) and meant) or any(name in meant for name in variables)


def _may_be_written_anew(drop_in: DropIn) -> bool:
    return drop_in.path.startswith("/etc/") and all(_may_be_shown(line) for _, line in _lines(drop_in.text))


def _may_be_shown(line: str) -> bool:
    bare = line.strip()
    if not bare or re.fullmatch(r"\[\w+\]", bare):
        return True
    if bare.startswith(_COMMENT):
        return "=" not in bare and "://" not in bare
    set_by_it = _assigned_by(bare)
    if set_by_it is not None:
        return all(is_shown(name, value) for name, value in set_by_it.items())
    return bare.partition("=")[0].strip() in _PLAIN_KEYS


def _assigned_by(line: str) -> dict[str, str] | None:
    """The variables of one line, however it is misspelled; None when it is about something else."""
    bare = line.strip().translate(_QUOTES)
    if bare.startswith("Environment") and not bare.startswith("EnvironmentFile"):
        bare = bare.removeprefix("Environment").lstrip().removeprefix("=")
    elif not bare.startswith(("export ", "OLLAMA_")):
        return None
    try:
        words = shlex.split(bare)
    except ValueError:  # a quote that is not closed
        words = bare.replace('"', "").replace("'", "").split()
    pairs = (word.partition("=") for word in words if "=" in word)
    return {name: value.replace("%%", "%") for name, _, value in pairs}


def _merged(text: str, variables: Mapping[str, str]) -> list[str]:
    """All its lines as they should be: variables at the end of [Service], the rest as it stands."""
    environment = {**assigned(text), **variables}
    others: dict[str, list[str]] = {"[Service]": []}
    section = "[Service]"
    for _, line in _lines(text):
        if line.startswith("["):
            section = line
        elif _assigned_by(line) is None:
            others.setdefault(section, []).append(line)
    service = others.pop("[Service]")
    before = [line for head, body in others.items() for line in (head, *body)]
    return [*before, "[Service]", *service, *map(_line, environment.items())]


def _line(variable: tuple[str, str]) -> str:
    name, value = variable
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'Environment="{name}={escaped}"'
