"""Telling what the doctor found: to stdout, and into files that are made to be shown."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from agwctl.diagnostics.printable import printable
from agwctl.doctor.check import Status
from agwctl.doctor.facts.fact import NOT_ASKED
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.install import install_of
from agwctl.errors import UsageError
from agwctl.ollama.replies import Listed, Shown

if TYPE_CHECKING:
    from agwctl.cli.console import Console
    from agwctl.cli.doctor.run import Told
    from agwctl.doctor.check import CheckModule
    from agwctl.doctor.report.masking import Masking

__all__ = ["Telling", "check_files", "check_list", "note", "tell"]


class Telling(NamedTuple):
    """How it is told."""

    format: Literal["human", "json"] = "human"
    verbosity: int = 0
    """-1 leaves what is broken."""
    reports: tuple[str, ...] = ()
    mask_hosts: bool = False
    fail_on: Status = Status.FAIL


def check_files(how: Telling) -> None:
    """Raises: UsageError for a report of a kind that there is not."""
    for file in how.reports:
        if Path(file).suffix not in _WRITERS:
            raise UsageError(f"--report {file}: the name says of which kind it is", "end it with .md or .json")


def note(line: str, console: Console) -> None:
    """A line about what is going on, for stderr."""
    from agwctl.doctor.report.masking import Masking

    console.note(printable(Masking().text(line)))


def tell(told: Told, how: Telling, console: Console) -> bool:
    """Whether all files that were asked for could be written; what was found is told on stdout all the same."""
    from agwctl.doctor.report.masking import Masking

    is_raw = how.verbosity > 1
    needed = told if is_raw else told._replace(facts=_without_raw(told.facts))
    left_out = () if is_raw or how.mask_hosts else (Listed, Shown)
    masking = Masking(told.facts, users=how.mask_hosts, hosts=how.mask_hosts, left_out=left_out)
    shown = _masked(needed, masking)
    if how.format == "json":
        from agwctl.doctor.report.json_v1 import document
        from agwctl.doctor.report.raw import raw

        facts = {"facts": raw(shown.facts).split("\n")[1:]} if how.verbosity > 1 else {}
        console.document({**document(*shown), **facts})
    else:
        from agwctl.doctor.report.human import render

        text = render(*shown, verbosity=how.verbosity, paint=console.paint_result)
        if text:
            console.result(text)
    if how.reports:
        shown, install = _masked(told, Masking(told.facts, users=True, hosts=how.mask_hosts)), install_of(told.facts)
        return all([_written(file, _WRITERS[Path(file).suffix](shown, install), console) for file in how.reports])
    return True


def _without_raw(facts: Facts) -> Facts:
    """Only what a report names: hiding secrets in a long log takes longer than looking at all of it."""
    return replace(facts, log=NOT_ASKED, sockets=NOT_ASKED, hardware=NOT_ASKED, containers=NOT_ASKED, environment={})


def _masked(told: Told, masking: Masking) -> Told:
    return told._replace(facts=masking.of(told.facts), diagnosis=masking.of(told.diagnosis))


def _markdown(shown: Told, install: str) -> str:
    from agwctl.doctor.report.markdown import markdown

    return markdown(*shown, install)


def _json(shown: Told, install: str) -> str:
    """The document, with what an issue tracker has to know besides."""
    from agwctl.doctor.report.json_v1 import document
    from agwctl.doctor.report.raw import raw

    told = {**document(*shown), "install": install, "facts": raw(shown.facts).split("\n")[1:]}
    return json.dumps(told, ensure_ascii=True, indent=2) + "\n"


_WRITERS = {".md": _markdown, ".json": _json}


def _written(file: str, text: str, console: Console) -> bool:
    try:
        Path(file).write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        console.error(f"cannot write {file}: {error.strerror}")
        return False
    console.note(printable(f"wrote {file}"))
    return True


def check_list(modules: list[CheckModule], how: Telling, console: Console) -> None:
    """All checks, in the order of blame."""
    if how.format == "json":
        from agwctl.doctor.report.json_v1 import link_word

        keys = ("id", "statement", "ids", "needs", "matters")
        listed = [
            {**{key: getattr(each.META, key) for key in keys}, "link": link_word(each.META.link)} for each in modules
        ]
        console.document({"schemaVersion": 1, "checks": listed})
        return
    width = max((len(each.META.id) for each in modules), default=0)
    for each in modules:
        meta = each.META
        statement = meta.statement.format(server="HOST:PORT", gateway="the gateway")
        console.result(f"{meta.id:<{width}}  {statement}" + (f" ({', '.join(meta.ids)})" if meta.ids else ""))
