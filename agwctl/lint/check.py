"""Files → what is wrong with them: what agentgateway refuses, and what the rules find."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from agwctl.compat import GUIDE, Compat
from agwctl.config.damage import is_small, without_damage
from agwctl.config.files import has_manifests, has_scenario, kind_of, may_be_ours
from agwctl.config.load import collector_paused, decode_document, place, without_unset
from agwctl.config.text import Text, parse, recovered, text_of
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Diagnostic, Severity
from agwctl.diagnostics.report import FileReport
from agwctl.errors import InputError
from agwctl.lint.engine import run
from agwctl.lint.rule import LintContext, ReachOf
from agwctl.lint.selection import Selection, always_told
from agwctl.lint.suppress import suppressed

if TYPE_CHECKING:
    from agwctl.kubernetes.manifest import Manifest

__all__ = ["Checker"]


class Checker(NamedTuple):
    """How files are checked."""

    environ: Mapping[str, str]
    wanted: frozenset[str] = Selection().codes()
    """The codes that count."""
    compat: Compat = GUIDE
    per_path: tuple[tuple[str, frozenset[str]], ...] = ()
    """Patterns of absolute paths, or of names when there is no slash in one, with codes that do not count there."""
    allow_unknown: bool = False
    """Whether an unknown key is only worth a warning."""
    around: tuple[Manifest, ...] = ()
    """Manifests of other files, which those of a file may refer to."""
    reach: ReachOf | None = None
    """How clients' calls are followed."""

    def file(self, path: Path, *, is_named: bool = True) -> FileReport:
        """Checks one file; one that was not named but found in a folder is only checked when it looks like ours."""
        try:
            data = path.read_bytes()
        except OSError as error:
            return FileReport(str(path), "unknown", "unreadable", f"failed to open file `{path}`: {error.strerror}")
        return self.data(data, str(path), is_named=is_named)

    def data(self, data: bytes, path: str, *, is_named: bool = True) -> FileReport:
        """Checks a file's bytes."""
        try:
            return self.text(text_of(data, path), path, is_named=is_named)
        except InputError as error:
            return FileReport(path, "unknown", "unreadable", error.message)

    def text(self, text: str, path: str, *, is_named: bool = True) -> FileReport:
        """Checks the documents of a text."""
        with collector_paused():
            parsed = parse(text, path, self.environ)
            if has_manifests(parsed, is_named):
                return self._manifests(text, path)
            if has_scenario(parsed, is_named):
                return self._scenario(text, path)
            parsed = recovered(parsed)
            kinds = [kind_of(document, is_named) for document in parsed.documents]
            is_told = is_named or (parsed.problem is not None and may_be_ours(text))
            if is_told and (parsed.damage or not kinds) and "gateway" not in kinds:
                kinds = ["gateway"]  # what makes it one may be what is lost
            gateways = [number for number, kind in enumerate(kinds) if kind == "gateway"]
            if gateways:
                found = self._documents(parsed, gateways)
                return FileReport(path, "gateway", "checked", None, tuple(found))
        return FileReport(path, "unknown", "skipped", "it holds no key of a gateway configuration")

    def _documents(self, text: Text, numbers: list[int]) -> list[Diagnostic]:
        wanted = self._wanted_at(text.source.path)
        found: list[Diagnostic] = []
        for number in numbers:
            decoded = decode_document(text, number, self.environ, is_first=number == numbers[0])
            findings = decoded.findings
            if decoded.config is not None and is_small(text.damage):
                ctx = LintContext(
                    decoded.config,
                    decoded.root,
                    text.source,
                    self.compat,
                    decoded.unsound,
                    text_is_whole=not text.findings,
                    loads=not any(finding.code.severity is Severity.ERROR for finding in findings),
                    reach=self.reach,
                )
                told = without_damage(without_unset(run(ctx, wanted), text.unset), text.damage)
                findings = [*findings, *told]
            found += place(findings, decoded, text)
        return self._kept(found, text, wanted)

    def _manifests(self, text: str, path: str) -> FileReport:
        from agwctl.lint.kubernetes.check import check

        parsed = parse(text, path, None)
        wanted = self._wanted_at(path)
        checked = check(parsed, self.around, wanted)
        kept = self._kept(checked.diagnostics, parsed, wanted)
        return FileReport(path, "kubernetes", checked.status, checked.reason, tuple(kept))

    def _scenario(self, text: str, path: str) -> FileReport:
        from agwctl.ollama.scenario.load import check

        parsed = recovered(parse(text, path, None))
        kept = self._kept(check(parsed).diagnostics, parsed, self._wanted_at(path))
        return FileReport(path, "scenario", "checked", None, tuple(kept))

    def _kept(self, found: list[Diagnostic], text: Text, wanted: frozenset[str]) -> list[Diagnostic]:
        kept = [self._weighed(each) for each in found if each.code.id in wanted or always_told(each.code)]
        return suppressed(kept, text.source, text.documents, wanted)

    def _wanted_at(self, path: str) -> frozenset[str]:
        if not self.per_path:
            return self.wanted
        from fnmatch import fnmatch

        whole = Path(path).absolute()
        unwanted = [
            ignored
            for pattern, ignored in self.per_path
            if fnmatch(str(whole) if "/" in pattern else whole.name, pattern)
        ]
        return self.wanted.difference(*unwanted)

    def _weighed(self, diagnostic: Diagnostic) -> Diagnostic:
        if self.allow_unknown and diagnostic.code is codes.UNKNOWN_KEY:
            return diagnostic._replace(code=codes.UNKNOWN_KEY._replace(severity=Severity.WARNING))
        return diagnostic
