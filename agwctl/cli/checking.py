"""The steps of `agwctl validate` between its options and its outputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from agwctl.cli.inputs import files_of, manifests_in, read_stdin
from agwctl.cli.outputs import tell
from agwctl.cli.settings import Settings, settings
from agwctl.compat import MODES, RELEASE
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Severity
from agwctl.diagnostics.printable import printable
from agwctl.diagnostics.report import FileReport, Report
from agwctl.errors import ExitCode, UsageError
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

__all__ = ["Asked", "Flags", "Terms", "check", "conclude", "exit_code", "reaches", "reports", "terms", "words"]


T = TypeVar("T")


class Flags(NamedTuple):
    """What the command line or the environment says; None where they leave it to the project's settings."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    fail_on: str | None = None
    compat: str | None = None
    allow_unknown: bool = False


class Terms(NamedTuple):
    """How files are checked, and what fails."""

    checker: Checker
    fail_on: Severity


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
    how = terms(asked.places, asked.flags, environ)
    report = Report(tuple(reports(asked.paths, how.checker, asked.stdin_filename)))
    return conclude(report, how, asked, wanted, console, begin)


def conclude(
    report: Report, how: Terms, asked: Asked, wanted: list[Output], console: Console, begin: float
) -> ExitCode:
    """Tells what a report says, in all forms and in one line, and returns the exit code."""
    tell(report, wanted, console, statistics=asked.statistics)
    for file in report.with_status("unreadable"):
        console.error(file.reason or f"cannot read {file.path}")
    if how.checker.compat is RELEASE:
        for line in _as_released(report):
            console.note(line)
    console.note(f"{report.summary()} [{_time(perf_counter() - begin)}]")
    return exit_code(report, how.fail_on, strict=asked.strict)


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


def terms(paths: Iterable[str], flags: Flags, environ: Mapping[str, str]) -> Terms:
    """How these files are checked, and what fails; flags come before settings. Raises: UsageError, InputError."""
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
    made = Checker(environ, wanted, compat, _per_path(project), flags.allow_unknown, manifests_in(paths), reaches)
    return Terms(made, Severity(_first(flags.fail_on, project.fail_on, "error")))


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
