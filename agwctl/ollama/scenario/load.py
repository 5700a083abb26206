"""Path or text → scenario, with everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from agwctl.config.damage import without_damage
from agwctl.config.decode import decode
from agwctl.config.decoding import BAD, Decoding
from agwctl.config.text import Text, parse, read_text, recovered, spot
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Diagnostic, Finding, Severity
from agwctl.diagnostics.locate import locate
from agwctl.ollama.scenario import semantics
from agwctl.ollama.scenario.document import Scenario

__all__ = ["Loaded", "check", "load", "load_text"]


class Loaded(NamedTuple):
    """A scenario, or None when there is an error; what there is to say about it."""

    scenario: Scenario | None
    diagnostics: list[Diagnostic]

    @property
    def errors(self) -> list[Diagnostic]:
        return [diagnostic for diagnostic in self.diagnostics if diagnostic.severity is Severity.ERROR]


def load(path: str | Path) -> Loaded:
    """Loads a file. Raises: InputError when it cannot be read as text."""
    return load_text(read_text(path), str(path))


def load_text(text: str, path: str = "<scenario>") -> Loaded:
    """Loads a text; `path` is the name it is shown under. Variables are not replaced in it: `$` is a dollar sign."""
    return check(recovered(parse(text, path, None)))


def check(text: Text) -> Loaded:
    """Decodes the one document of a text, and reports what is wrong with it."""
    if not text.documents:
        return Loaded(None, locate(text.findings, spot(0, 0), text.source))
    root = text.documents[0]
    decoding = Decoding(_no_files, document=(text.source, root))
    scenario = decode(Scenario, root, decoding)
    if scenario is not BAD:
        semantics.check(scenario, decoding)
    findings = [*text.findings, *without_damage(decoding.findings, text.damage), *_more(text)]
    diagnostics = locate(findings, root, text.source)
    is_refused = scenario is BAD or any(each.severity is Severity.ERROR for each in diagnostics)
    return Loaded(None if is_refused else scenario, diagnostics)


def _more(text: Text) -> list[Finding]:
    if len(text.documents) < 2:
        return []
    message = "a scenario file holds one document"
    return [Finding(codes.DOCUMENT_COUNT, text.documents[1], message, "keep one document in the file")]


def _no_files(name: str) -> str:
    raise OSError(f"a scenario reads no file: {name}")
