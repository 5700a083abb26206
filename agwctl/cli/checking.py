"""The steps of `agwctl validate` between its options and its outputs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from agwctl.cli.outputs import tell
from agwctl.cli.settings import Settings, settings
from agwctl.compat import MODES, RELEASE
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Severity
from agwctl.diagnostics.printable import printable
from agwctl.diagnostics.report import FileReport, Report
from agwctl.errors import ExitCode, InputError, UsageError
from agwctl.lint.check import Checker
from agwctl.lint.own_codes import RULE_CRASHED, RULE_SKIPPED
from agwctl.lint.registry import RULES
from agwctl.lint.selection import ALL, Selection, UnknownSelector, matching

if TYPE_CHECKING:
    from agwctl.cli.console import Console
    from agwctl.cli.outputs import Output
    from agwctl.compat import Compat
    from agwctl.config.reach import Reach
    from agwctl.config.root import Config
    from agwctl.kubernetes.manifest import Manifest

__all__ = [
    "Asked",
    "Flags",
    "check",
    "checker",
    "conclude",
    "default_path",
    "environment",
    "exit_code",
    "files_of",
    "read_stdin",
    "reports",
    "words",
]


T = TypeVar("T")


class Flags(NamedTuple):
    """What the command line or the environment says; None where they leave it to the project's settings."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    fail_on: str | None = None
    compat: str | None = None
    allow_unknown: bool = False


class Asked(NamedTuple):
    """What is to be checked, and what is told about it."""

    paths: tuple[str, ...]
    stdin_filename: str
    flags: Flags
    strict: bool
    statistics: bool

    @property
    def places(self) -> list[str]:
        """Where the files are; stdin is where its name says, if it was given one."""
        is_named = not self.stdin_filename.startswith("<")
        return [self.stdin_filename if path == "-" and is_named else path for path in self.paths]


def check(asked: Asked, wanted: list[Output], environ: Mapping[str, str], console: Console) -> ExitCode:
    """Checks, tells what was found, and returns the exit code. Raises: UsageError, InputError."""
    begin = perf_counter()
    how, fail_on = checker(asked.places, asked.flags, environ)
    report = Report(tuple(reports(asked.paths, how, asked.stdin_filename)))
    return conclude(report, fail_on, asked, wanted, console, begin)


def conclude(
    report: Report, fail_on: Severity, asked: Asked, wanted: list[Output], console: Console, begin: float
) -> ExitCode:
    """Tells what a report says, in all forms and in one line, and returns the exit code."""
    tell(report, wanted, console, statistics=asked.statistics)
    for file in report.with_status("unreadable"):
        console.error(file.reason or f"cannot read {file.path}")
    if asked.flags.compat == RELEASE.name:
        for line in _as_released(report):
            console.note(line)
    console.note(f"{report.summary()} [{_time(perf_counter() - begin)}]")
    return exit_code(report, fail_on, strict=asked.strict)


def _as_released(report: Report) -> Iterator[str]:
    """What agentgateway itself prints, to be found again in its log: it stops at the first mistake."""
    for file in report.with_status("checked"):
        refused = (each for each in file.diagnostics if each.severity is Severity.ERROR and each.code.id not in RULES)
        first = next(refused, None)
        if first is not None and file.kind == "gateway":
            at_start = first.code is codes.YAML_SYNTAX or first.pointer.partition(".")[0] == "config"
            where = f"{first.pointer}: " if first.pointer else ""
            told = f"{'invalid config: ' if at_start else ''}{where}{first.message}"
            yield printable(f"{file.path}: agentgateway 1.4 would say: {told}")


def _time(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def words(texts: list[str] | None) -> tuple[str, ...] | None:
    """`["A,B", "C"]` → A, B, C."""
    if not texts:
        return None
    return tuple(word.strip() for text in texts for word in text.split(",") if word.strip())


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


def checker(paths: Iterable[str], flags: Flags, environ: Mapping[str, str]) -> tuple[Checker, Severity]:
    """How to check these files, and what fails; flags come before settings. Raises: UsageError, InputError."""
    project = settings(paths)
    try:
        for word in (*(flags.select or ()), *(flags.ignore or ())):
            matching(word)
    except UnknownSelector as unknown:
        hint = f"did you mean '{unknown.nearest}'?" if unknown.nearest else "agwctl validate --list-rules lists them"
        raise UsageError(f"there is no rule '{unknown.word}'", hint) from None
    select = _first(flags.select, project.select, (ALL,))
    ignore = _first(flags.ignore, project.ignore, ())
    compat = MODES[_first(flags.compat, project.compat, "guide")]
    wanted = Selection(select, ignore).codes()
    made = Checker(environ, wanted, compat, _per_path(project), flags.allow_unknown, _manifests_in(paths), reaches)
    return made, Severity(_first(flags.fail_on, project.fail_on, "error"))


def reaches(config: Config, compat: Compat) -> Iterator[Reach]:
    """What becomes of clients' calls, by the gateway's own code, which is loaded only where a rule asks."""
    from agwctl.proxy.reach import reaches as found

    return found(config, compat)


def _per_path(project: Settings) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((pattern, frozenset().union(*map(matching, ignored))) for pattern, ignored in project.per_path_ignores)


def _first(*values: T | None) -> T:
    return next(value for value in values if value is not None)


def reports(paths: Iterable[str], how: Checker, stdin_filename: str) -> Iterator[FileReport]:
    """Checks files, folders and stdin."""
    for path, is_named in files_of(paths):
        if path is None:
            yield how.data(read_stdin(), stdin_filename)
        else:
            yield how.file(path, is_named=is_named)


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


def _manifests_in(paths: Iterable[str]) -> tuple[Manifest, ...]:
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


def exit_code(report: Report, fail_on: Severity, *, strict: bool) -> ExitCode:
    """What the process returns; it does not depend on the formats."""
    ranks = list(Severity)
    found = report.diagnostics
    if report.with_status("unreadable"):
        return ExitCode.CANNOT_RUN
    if any(ranks.index(each.severity) <= ranks.index(fail_on) for each in found if each.code not in _INCOMPLETE):
        return ExitCode.FINDINGS
    if any(each.code is RULE_CRASHED for each in found):
        return ExitCode.INCOMPLETE
    if strict and (report.is_incomplete or any(each.code is RULE_SKIPPED for each in found)):
        return ExitCode.INCOMPLETE
    return ExitCode.OK


_INCOMPLETE = (RULE_CRASHED, RULE_SKIPPED)
"""They say what could not be checked, not what is wrong."""
