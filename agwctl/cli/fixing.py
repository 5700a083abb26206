"""`--fix` and `--diff`: what safe fixes make of files, written or shown."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from agwctl.cli.checking import Asked, conclude, terms
from agwctl.cli.console import Console
from agwctl.cli.inputs import files_of, read_stdin
from agwctl.config.text import text_of
from agwctl.diagnostics.diagnostic import Diagnostic
from agwctl.diagnostics.printable import printable
from agwctl.diagnostics.report import FileReport, Report
from agwctl.errors import ExitCode, InputError
from agwctl.lint.fix import fixed

if TYPE_CHECKING:
    from agwctl.cli.outputs import Output
    from agwctl.lint.check import Checker

__all__ = ["FixedFile", "difference", "fix", "fixed_files", "save", "show"]

_BOM = b"\xef\xbb\xbf"


def fix(asked: Asked, wanted: list[Output], environ: Mapping[str, str], console: Console) -> ExitCode:
    """Makes the safe fixes, and tells what is left; the fixed text of stdin goes to stdout."""
    begin = perf_counter()
    how = terms(asked.places, asked.flags, environ)
    files = list(fixed_files(asked.paths, how.checker, asked.stdin_filename))
    files = [_saved(file) for file in files]
    for line in _told(files, would=False):
        console.note(line)
    report = Report(tuple(file.report for file in files))
    stdin = next((file for file in files if file.path is None), None)
    if stdin is None:
        return conclude(report, how, asked, wanted, console, begin)
    console.raw_result(stdin.after)
    elsewhere = Console(out=console.err, err=console.err, quiet=console.quiet)  # stdout holds the text
    return conclude(report, how, asked, wanted, elsewhere, begin)


def show(asked: Asked, wanted: list[Output], environ: Mapping[str, str], console: Console) -> ExitCode:
    """Prints what `fix` would change, and nothing else."""
    how = terms(asked.places, asked.flags, environ).checker
    files = list(fixed_files(asked.paths, how, asked.stdin_filename))
    changes = "".join(map(difference, files))
    if changes:
        console.result(changes)
    unreadable = [file.report for file in files if file.report.status == "unreadable"]
    for report in unreadable:
        console.error(report.reason or f"cannot read {report.path}")
    for line in _told(files, would=True):
        console.note(line)
    return ExitCode.CANNOT_RUN if unreadable else ExitCode.FINDINGS if changes else ExitCode.OK


class FixedFile(NamedTuple):
    """A file, its bytes before and after, what was cured, and the check of what is left."""

    name: str
    path: Path | None
    """None: stdin."""
    before: bytes
    after: bytes
    cured: list[Diagnostic]
    report: FileReport

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def fixed_files(paths: Iterable[str], how: Checker, stdin_filename: str) -> Iterator[FixedFile]:
    """Files, folders and stdin with their fixes; nothing is written."""
    for path, is_named in files_of(paths):
        if path is None:
            yield _fixed(read_stdin(), stdin_filename, None, how, is_named=True)
            continue
        try:
            data = path.read_bytes()
        except OSError:
            yield FixedFile(str(path), path, b"", b"", [], how.file(path, is_named=is_named))
            continue
        yield _fixed(data, str(path), path, how, is_named=is_named)


def _fixed(data: bytes, name: str, path: Path | None, how: Checker, *, is_named: bool) -> FixedFile:
    try:
        text = text_of(data, name)
    except InputError as error:
        return FixedFile(name, path, data, data, [], FileReport(name, "unknown", "unreadable", error.message))
    reports: dict[str, FileReport] = {}

    def check(text: str) -> tuple[Diagnostic, ...]:
        reports[text] = how.text(text, name, is_named=is_named)
        return reports[text].diagnostics

    result = fixed(text, check)
    mark = _BOM if data.startswith(_BOM) else b""
    return FixedFile(name, path, data, mark + result.text.encode(), result.cured, reports[result.text])


def difference(file: FixedFile) -> str:
    """A unified diff of a file; empty when nothing changes."""
    if not file.is_changed:
        return ""
    from difflib import unified_diff

    before, after = (data.decode("utf-8-sig").splitlines(keepends=True) for data in (file.before, file.after))
    lines = []
    for line in unified_diff(before, after, printable(f"a/{file.name}"), printable(f"b/{file.name}")):
        lines.append(line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n")
    return "".join(lines)


def _saved(file: FixedFile) -> FixedFile:
    """The file as it is now: one that cannot be written stays as it was, and the others are written all the same."""
    try:
        save(file)
    except InputError as error:
        told = error.message if error.hint is None else f"{error.message}; {error.hint}"
        report = file.report._replace(status="unreadable", reason=told, diagnostics=())
        return file._replace(after=file.before, cured=[], report=report)
    return file


def save(file: FixedFile) -> None:
    """Puts the new text in the place of the old one at once, with the same permissions. Raises: InputError."""
    if file.path is None or not file.is_changed:
        return
    import tempfile

    target = file.path.resolve()
    try:
        if not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, "it is write-protected")
        now = target.read_bytes()
        if now == file.after:  # it has two names, and was written under the other one
            return
        if now != file.before:
            raise InputError(f"{file.name} was changed by somebody else meanwhile", "run the same command again")
        mode = target.stat().st_mode
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(file.after)
            os.chmod(temporary, mode & 0o7777)
            os.replace(temporary, target)
        except OSError:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise InputError(f"cannot write {file.name}: {error.strerror}") from error


def _told(files: list[FixedFile], *, would: bool) -> list[str]:
    """What was done, or would be done, a line for each file and one for all."""
    verb = "would fix" if would else "fixed"
    changed = [file for file in files if file.is_changed]
    lines = []
    for file in changed:
        titles = dict.fromkeys(f"{each.code.id} {each.fix.title}" for each in file.cured if each.fix is not None)
        lines.append(printable(f"{verb} {file.name}: {'; '.join(titles)}"))
    number = sum(len(file.cured) for file in changed)
    return [*lines, f"{verb} {number} in {len(changed)} {'file' if len(changed) == 1 else 'files'}"]
