"""A file's text: read, its variables replaced, its documents read, and what is wrong with it as a text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Finding, Label
from agwctl.errors import InputError
from agwctl.source.environment import Unset, expand
from agwctl.source.node import Node, Scalar, Source
from agwctl.source.reader import Problem, read

if TYPE_CHECKING:
    from agwctl.source.recovery import Damage

__all__ = ["Text", "parse", "read_text", "recovered", "spot", "text_of"]


class Text(NamedTuple):
    """A text whose variables are replaced and whose documents are read."""

    source: Source
    documents: list[Node]
    findings: list[Finding]
    """Mistakes of the text itself: unset variables, broken YAML."""
    unset: list[Unset]
    problem: Problem | None = None
    """Why it cannot be read to its end, if so."""
    damage: list[Damage] = []
    """What had to be left out to read the rest."""

    @property
    def syntax(self) -> list[Finding]:
        """What is said about the problem."""
        return [finding for finding in self.findings if finding.code is codes.YAML_SYNTAX]


def read_text(path: str | Path) -> str:
    """The text of a file.

    Raises: InputError when it cannot be read as text.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"failed to open file `{path}`: {error.strerror}", "check the path") from error
    return text_of(data, path)


def text_of(data: bytes, path: str | Path) -> str:
    """The text in a file's bytes, without a byte order mark.

    Raises: InputError when they are not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path} is not UTF-8 text: {error.reason} at byte {error.start}", "save it as UTF-8"
        ) from error


def parse(text: str, path: str, environ: Mapping[str, str] | None) -> Text:
    """Replaces variables, if there are values for some, and reads all documents."""
    source, unset = (Source(path, text), []) if environ is None else expand(path, text, environ)
    reading = read(source.parsed)
    findings = [_unset(variable) for variable in unset]
    if reading.problem is not None:
        findings.append(_syntax(reading.problem, source.parsed))
    elif not reading.documents:
        message = "EOF while parsing a value: the document is empty"
        findings.append(Finding(codes.DOCUMENT_COUNT, spot(0, 0), message, "write {} for an empty configuration"))
    return Text(source, reading.documents, findings, unset, reading.problem)


def recovered(text: Text) -> Text:
    """A text with broken YAML, read as far as its other parts can be understood."""
    if text.problem is None:
        return text
    from agwctl.source.recovery import recover

    recovery = recover(text.source.parsed, text.problem)
    if recovery is None:
        return text
    findings = [finding for finding in text.findings if finding.code is not codes.YAML_SYNTAX]
    findings += [_syntax(problem, text.source.parsed) for problem in recovery.problems]
    return text._replace(documents=recovery.documents, findings=findings, damage=recovery.damage)


_SYNTAX_HINTS = {
    "mapping values are not allowed": "check the indentation, and quote text that holds ': '",
    "did not find expected alphabetic": "quote text that begins with * or &",
    "did not find expected": "check the indentation of this line and the ones above, and that brackets are closed",
    "could not find expected ':'": "a key needs ': ' behind it; quote text that spans lines",
    "found unexpected end of stream": "a quote or bracket is not closed",
    "unknown anchor": "quote text that begins with *",
    "found character that cannot start": "quote text that begins with @, ` or %",
}


def _syntax(problem: Problem, text: str) -> Finding:
    hint = next((hint for begin, hint in _SYNTAX_HINTS.items() if problem.message.startswith(begin)), None)
    if text.startswith("\t", problem.start):
        hint = "YAML is indented with spaces: there is a tab here"
    labels: tuple[Label, ...] = ()
    if problem.context is not None:
        context, began = problem.context
        labels = (Label(spot(began, began + 1), context),)
    return Finding(codes.YAML_SYNTAX, spot(problem.start, problem.end), problem.message, hint, labels)


def _unset(variable: Unset) -> Finding:
    message = f"error looking key '{variable.name}' up: environment variable not found"
    hint = f"set {variable.name}, write ${{{variable.name}:-DEFAULT}}, or $$ for a dollar sign"
    return Finding(codes.UNSET_VARIABLE, spot(variable.start, variable.end), message, hint)


def spot(start: int, end: int) -> Node:
    """What is marked where there is no node."""
    return Scalar("", True, start, end)
