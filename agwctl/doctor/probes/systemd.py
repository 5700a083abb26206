"""A systemd unit as `systemctl show` prints it, and the files that belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from agwctl.doctor.facts.service import DropIn, Service
from agwctl.doctor.system import System

__all__ = ["assignments", "unit"]

_PROPERTIES = (
    "LoadState", "ActiveState", "SubState", "Result", "User", "Environment", "EnvironmentFiles", "ExecStart",
    "DropInPaths", "NeedDaemonReload", "MainPID", "ProtectHome",
)  # fmt: skip
_FOLDERS = ("/etc/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system")
_LIMIT = 65536
_PIECE = r"""\$?'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"|((?:\\.|[^{blanks}"'\\])+)|(["'\\])"""
_PIECES = re.compile(_PIECE.format(blanks=""), re.DOTALL)
_WORDS = re.compile("(?:" + _PIECE.format(blanks=r"\s") + ")+", re.DOTALL)
_ESCAPED = re.compile(r"\\(x[0-9a-fA-F]{2}|.)", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "s": " "}


def unit(system: System, name: str = "ollama") -> Service | None:
    """The unit as it was loaded; None when systemd does not run here or has no such unit.

    Of a systemd that does not answer only the file of the unit is known.
    """
    if not system.exists("/run/systemd/system"):
        return None
    lines = _printed(system, name)
    shown = dict(lines)
    if "LoadState" not in shown:
        is_there = any(system.exists(f"{folder}/{name}.service") for folder in _FOLDERS)
        return Service("systemd", name) if is_there else None
    if shown["LoadState"] == "not-found":
        return None
    environment, unread = _environment(system, shown.get("Environment", ""), lines)
    drop_ins = [(path, system.text(path, _LIMIT)) for path in _words(shown.get("DropInPaths", ""))]
    main_pid = shown.get("MainPID", "")
    return Service(
        "systemd",
        name,
        active=shown.get("ActiveState", ""),
        sub_state=shown.get("SubState", ""),
        result=shown.get("Result", ""),
        user=shown.get("User", "") or "root",
        environment=environment,
        unread_files=tuple(unread),
        drop_ins=tuple(DropIn(path, text or "") for path, text in drop_ins),
        needs_reload=shown.get("NeedDaemonReload") == "yes",
        main_pid=int(main_pid) if main_pid.isdecimal() else 0,
        program=_program(shown.get("ExecStart", "")),
        protect_home=shown.get("ProtectHome", ""),
    )


def _printed(system: System, name: str) -> list[tuple[str, str]]:
    """Names and values; EnvironmentFiles has one line for each file."""
    ran = system.run(("systemctl", "show", name, "-p", ",".join(_PROPERTIES)), 3.0)
    lines = (line.partition("=") for line in (ran.out if ran is not None else "").splitlines())
    return [(name, value) for name, equals, value in lines if equals]


def _environment(system: System, given: str, lines: Iterable[tuple[str, str]]) -> tuple[Mapping[str, str], list[str]]:
    """What the unit sets, files last, as systemd does; and the files that are not ours to read."""
    found = dict(_pairs(_words(given)))
    unread = []
    for each in (value for name, value in lines if name == "EnvironmentFiles"):
        path = each.rpartition(" (")[0] or each
        text = system.text(path, _LIMIT)
        if text is not None:
            found |= assignments(text)
        elif system.exists(path, otherwise=True):
            unread.append(path)
    return found, unread


def assignments(text: str) -> Mapping[str, str]:
    """The variables of a file for systemd's EnvironmentFile=, which knows no `export`; values of one line only."""
    lines = (line.strip() for line in text.replace("\\\n", "").splitlines())
    pairs = (line.partition("=") for line in lines if "=" in line)
    return {name.rstrip(): _unquoted(value.strip()) for name, _, value in pairs if _NAME.fullmatch(name.rstrip())}


def _pairs(words: Iterator[str]) -> Iterator[tuple[str, str]]:
    for word in words:
        name, equals, value = word.partition("=")
        if equals:
            yield name, value


def _words(text: str) -> Iterator[str]:
    """The words of a list, without the quotes that systemd puts around those with blanks."""
    return (_unquoted(found[0]) for found in _WORDS.finditer(text))


def _unquoted(word: str) -> str:
    return "".join(_ESCAPED.sub(_meant, "".join(each.groups(""))) for each in _PIECES.finditer(word))


def _meant(escaped: re.Match[str]) -> str:
    name = escaped[1]
    return chr(int(name[1:], 16)) if len(name) == 3 else _ESCAPES.get(name, name)


def _program(command: str) -> str:
    """The path in `{ path=/usr/local/bin/ollama ; argv[]=… }`."""
    found = re.search(r"\bpath=([^ ;]+)", command)
    return found[1] if found is not None else ""
