"""Files of `mistakes/` and `valid/`, and all that is told about one of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from agwctl.diagnostics.diagnostic import Diagnostic
from agwctl.lint.check import Checker

FOLDER = Path(__file__).parent
ENVIRON = {"HOME": "/home/somebody", "OPENAI_KEY": "from-the-environment", "CLIENT_KEY": "from-the-environment"}
_EXPECTED = re.compile(r"^# expect: (AGW\d{3}) (\d+):(\d+)(?: (\S.*))?$", re.MULTILINE)


class Told(NamedTuple):
    """A finding as a head comment writes it."""

    code: str
    line: int
    column: int
    pointer: str

    def __str__(self) -> str:
        return f"# expect: {self.code} {self.line}:{self.column} {self.pointer}".rstrip()


def expected(text: str) -> list[Told]:
    """What the head of a file says will be found."""
    return [Told(code, int(line), int(column), pointer) for code, line, column, pointer in _EXPECTED.findall(text)]


def told(diagnostic: Diagnostic) -> Told:
    return Told(diagnostic.code.id, *diagnostic.span.start, diagnostic.pointer)


def checked(text: str, name: str) -> list[Diagnostic]:
    """Everything that is told about a text."""
    return list(Checker(ENVIRON).text(text, name).diagnostics)
