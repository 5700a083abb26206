"""What a check of some files found; every format renders one of these."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Diagnostic, Severity
from agwctl.diagnostics.printable import printable

__all__ = ["FileReport", "Kind", "Report", "Status"]

Kind = Literal["gateway", "kubernetes", "scenario", "unknown"]
Status = Literal["checked", "skipped", "unreadable"]


class FileReport(NamedTuple):
    """One file; `reason` says why it was not checked, or which parts of it were not."""

    path: str
    kind: Kind
    status: Status
    reason: str | None = None
    diagnostics: tuple[Diagnostic, ...] = ()


class Report(NamedTuple):
    """All files, in the order in which they were named."""

    files: tuple[FileReport, ...]

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """Those of all files."""
        return [diagnostic for file in self.files for diagnostic in file.diagnostics]

    def count(self, severity: Severity) -> int:
        return sum(diagnostic.severity is severity for diagnostic in self.diagnostics)

    @property
    def has_errors(self) -> bool:
        return self.count(Severity.ERROR) > 0

    def with_status(self, status: Status) -> list[FileReport]:
        return [file for file in self.files if file.status == status]

    def summary(self) -> str:
        """One line for the reader's eye."""
        parts = [_plural(self.count(severity), word) for severity, word in _WORDS.items() if self.count(severity)]
        checked = self.with_status("checked")
        where = printable(checked[0].path) if len(checked) == len(self.files) == 1 else _plural(len(checked), "file")
        found = f"{where}: {', '.join(parts) or 'no problems'}"
        fixable = sum(diagnostic.is_fixable for diagnostic in self.diagnostics)
        if fixable:
            found += f" ({fixable} fixable with --fix)"
        if not self.count(Severity.ERROR):
            subjects = dict.fromkeys(each.subject for each in self.diagnostics if each.code is codes.NOT_SERVED)
            if subjects:
                found += f"; valid, but `agwctl serve` does not run {', '.join(subjects)} yet"
        return "; ".join([found, *self._parts(), *self._not_checked("skipped"), *self._not_checked("unreadable")])

    @property
    def is_incomplete(self) -> bool:
        """Whether something was skipped, be it a whole file or a part of one."""
        return any(file.status == "skipped" or (file.status == "checked" and file.reason) for file in self.files)

    def _parts(self) -> Iterator[str]:
        """What was not looked into in files that were checked."""
        reasons = [file.reason for file in self.with_status("checked") if file.reason]
        if len(reasons) == 1:
            yield f"not checked: {reasons[0]}"
        elif reasons:
            yield f"parts of {len(reasons)} files not checked (--format json names them)"

    def _not_checked(self, status: Status) -> Iterator[str]:
        files = self.with_status(status)
        reasons = dict.fromkeys(file.reason for file in files if file.reason and status == "skipped")
        if files:
            told = f" ({'; '.join(reasons)})" if reasons else ""
            yield f"{_plural(len(files), 'file')} {status}{told}"


_WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def _plural(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
