"""One run of the doctor: whom to look at, what to read, what to judge, how to tell."""

from __future__ import annotations

import gc
import os
import re
import sys
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from agwctl.cli.console import Console
from agwctl.cli.doctor.targets import gateway, servers
from agwctl.cli.doctor.telling import Telling, note, tell
from agwctl.doctor.check import CheckModule
from agwctl.doctor.checks import CHECKS, check
from agwctl.doctor.engine import Diagnosis, diagnose
from agwctl.doctor.examination.examine import Plan, examine
from agwctl.doctor.facts.facts import Asked, Explained, Facts
from agwctl.doctor.outcome import exit_code
from agwctl.doctor.selection import UnknownWord, chosen
from agwctl.doctor.system import this_system
from agwctl.errors import AgwctlError, ExitCode, InputError, UsageError

if TYPE_CHECKING:
    from agwctl.doctor.facts.configuration import Configuration

__all__ = ["Told", "Wanted", "all_checks", "once", "origin", "selected", "wait"]

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 5.0
"""Seconds between two tries of --wait, which grow."""


LONGEST_TEXT = 65536
"""Bytes of a text on stdin that are looked at."""


_ORIGIN_IN_TEXT = re.compile(r"from origin '([a-z][\w+.-]*://[^\s']+)'|\bOrigin: ([a-z][\w+.-]*://[^\s\"']+)")
"""How browsers and logs name the page that a pasted error is about."""


class Wanted(NamedTuple):
    """What is to be looked at."""

    ollama: str | None = None
    gateway: str | None = None
    file: Path | None = None
    model: str | None = None
    error: str | None = None
    origin: str | None = None
    deep: bool = False
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    budget: float = 10.0
    compat: str = "guide"
    stdin: str | None = None
    """What -f - read, once for all tries."""


class Told(NamedTuple):
    """What came of it."""

    facts: Facts
    diagnosis: Diagnosis
    seconds: float


def once(checks: list[CheckModule], wanted: Wanted, how: Telling, console: Console) -> ExitCode:
    """Looks, tells, and returns the exit code. Raises: AgwctlError."""
    gc.disable()  # what one look makes is needed until it is told
    try:
        told = _look(checks, _with_stdin(wanted), console)
        is_told = tell(told, how, console)
    finally:
        gc.freeze()
        gc.enable()
    return exit_code(told.diagnosis, how.fail_on) if is_told else ExitCode.CANNOT_RUN


def wait(checks: list[CheckModule], wanted: Wanted, how: Telling, console: Console, patience: float) -> ExitCode:
    """Looks again and again until nothing fails, or `patience` seconds are over; only the last look is told."""
    begin = time.monotonic()
    told, tries = _until_well(checks, _with_stdin(wanted), how, console, begin + patience)
    code = exit_code(told.diagnosis, how.fail_on)
    is_well = code is ExitCode.OK
    is_told = True
    if not is_well or how.format == "json" or how.verbosity > 0 or how.reports:
        is_told = tell(told, how, console)
    waited = f"{time.monotonic() - begin:.0f} s ({tries} {'try' if tries == 1 else 'tries'})"
    if is_well and how.format == "human":
        console.result(f"all is well after {waited}")
    else:
        console.note(f"waited {waited}")
    return code if is_told else ExitCode.CANNOT_RUN


def _until_well(
    checks: list[CheckModule], wanted: Wanted, how: Telling, console: Console, end: float
) -> tuple[Told, int]:
    """The last look, and how many there were."""
    pause, tries = FIRST_PAUSE, 0
    while True:
        left = end - time.monotonic()
        told = _look(checks, wanted._replace(budget=max(1.0, min(wanted.budget, left))), console)
        tries += 1
        left = end - time.monotonic()
        if left <= 0 or exit_code(told.diagnosis, how.fail_on) in (ExitCode.OK, ExitCode.INCOMPLETE):
            return told, tries
        time.sleep(min(pause, left))
        pause = min(pause * 1.5, LONGEST_PAUSE)


def _look(checks: list[CheckModule], wanted: Wanted, console: Console) -> Told:
    """Reads and judges once."""
    begin = time.monotonic()
    facts = examine(_planned(wanted, os.environ, console), this_system(os.environ))
    return Told(facts, diagnose(facts, checks), time.monotonic() - begin)


def _planned(wanted: Wanted, environ: Mapping[str, str], console: Console) -> Plan:
    """Whom to ask, found out anew for each try: somebody may be mending the configuration. Raises: AgwctlError."""
    found = _configuration(wanted, environ, console)
    is_another_named = wanted.gateway is not None or wanted.file is not None
    return Plan(
        servers=servers(wanted.ollama, found, environ, is_another_named=is_another_named),
        asked=_asked(wanted),
        configuration=found,
        gateway=gateway(wanted.gateway, found),
        budget=wanted.budget,
        deep=wanted.deep,
        tell=partial(note, console=console),
    )


def _configuration(wanted: Wanted, environ: Mapping[str, str], console: Console) -> Configuration | None:
    """The one that was named, or the first one here; one that cannot be read is only told when nobody named it."""
    from agwctl.cli.config_source import find

    try:
        found = find(wanted.file, None, Path()) if wanted.stdin is None else ("<stdin>", wanted.stdin)
    except AgwctlError as error:
        if wanted.file is not None:
            raise
        console.warn(error.message)
        return None
    if found is None:
        return None
    from agwctl.cli.doctor.configuration import configuration
    from agwctl.compat import MODES

    return configuration(*found, environ, MODES[wanted.compat], is_named=wanted.file is not None)


def _asked(wanted: Wanted) -> Asked:
    error = wanted.error or ""
    meant: Mapping[str, Explained] = {}
    if error:
        from agwctl.cli.doctor.error import candidates

        meant = candidates(error)
    is_part = bool(wanted.only or wanted.skip)
    told = _ORIGIN_IN_TEXT.search(error)
    page = wanted.origin or (told[1] or told[2] if told is not None else "")
    return Asked(wanted.model, error, tuple(meant), page, wanted.deep, meant, is_part)


def all_checks() -> list[CheckModule]:
    """Every check, loaded."""
    return [check(id) for id in CHECKS]


def selected(checks: list[CheckModule], wanted: Wanted) -> list[CheckModule]:
    """Raises: UsageError for a word that names no check and no failure that one finds."""
    try:
        return chosen(checks, _words(wanted.only), _words(wanted.skip))
    except UnknownWord as unknown:
        from agwctl.explain.manual import data

        if unknown.word.upper() in {word for id in data("failures") for word in (id, id[0])}:
            hint = f"agwctl explain {unknown.word}" if len(unknown.word) > 1 else "agwctl explain lists all failures"
            raise UsageError(f"no check finds {unknown.word}", hint) from None
        meant = f"did you mean '{unknown.nearest}'?" if unknown.nearest else "agwctl doctor --list shows all checks"
        raise UsageError(f"there is no check '{unknown.word}', and no such failure", meant) from None


def origin(given: str | None) -> str | None:
    """What --origin says, as browsers send it. Raises: UsageError for what is none."""
    if given and given != "null" and not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s/,\"']+/?", given):
        raise UsageError(f"--origin {given}: no origin", "an origin is SCHEME://HOST or SCHEME://HOST:PORT")
    return given.rstrip("/") if given else None


def _words(texts: tuple[str, ...]) -> list[str]:
    return [word.strip() for text in texts for word in text.split(",") if word.strip()]


def _with_stdin(wanted: Wanted) -> Wanted:
    """With the texts of --error - and -f - in place of the dash. Raises: UsageError, InputError."""
    if str(wanted.file) == "-":
        from agwctl.cli.config_source import find

        if wanted.error == "-":
            raise UsageError("--error - and -f - both read stdin", "give one of them by name")
        found = find(wanted.file, None, Path())
        return wanted if found is None else wanted._replace(stdin=found[1])
    return wanted._replace(error=_pasted().strip() or None) if wanted.error == "-" else wanted


def _pasted() -> str:
    """The end of what is on stdin, where a log says what happened last. Raises: InputError."""
    if sys.stdin is None:
        raise InputError("stdin is closed", "give the text: --error TEXT")
    return sys.stdin.buffer.read()[-LONGEST_TEXT:].decode("utf-8", "replace")
