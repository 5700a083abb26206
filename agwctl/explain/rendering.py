"""Pages as text and as JSON, and the table of rules for the README."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from agwctl.explain.page import Page

__all__ = ["as_json", "as_text", "candidates", "listing", "rule_table"]

KINDS = {
    "code": "Mistakes in a configuration",
    "rule": "Rules: valid, but probably not what was meant",
    "failure": "Failures between client and model",
    "check": "What agwctl doctor checks",
    "gateway error": "Errors that agwctl serve answers",
}

LIKELY = 3
"""How many candidates for an error text are shown whole."""


def as_text(page: Page, known: Iterable[Page] = ()) -> str:
    """A page; `known` are the pages that it may point to."""
    titles = {other.id: other.title for other in known}
    see = [f"    {identity}  {titles[identity]}" for identity in page.see if identity in titles]
    return "\n".join([page.heading, "", page.body, *(["", "See also:", "", *see] if see else [])])


def candidates(found: Sequence[Page]) -> str:
    """What an error text may mean, the likeliest first: how to tell, what to do; the later ones shorter."""
    parts = [f"{number}. {page.heading}: {_short(page)}" for number, page in enumerate(found[:LIKELY], 1)]
    if len(found) > LIKELY:
        rest = [f"    {page.id}  {page.title}" for page in found[LIKELY:]]
        parts.append("\n".join(["Less likely:", "", *rest]))
    return "\n\n".join(parts)


def _short(page: Page) -> str:
    """A failure whole, of others the title: their examples come with their own pages."""
    if page.kind in ("failure", "gateway error"):
        return page.body.replace("\n\n", "\n")
    return f"{page.title}\n`agwctl explain {page.id}` shows an example."


def listing(pages: Iterable[Page]) -> str:
    """A line for each page, by kind."""
    pages = list(pages)
    parts = []
    for kind, heading in KINDS.items():
        rows = [(page.id, page.name or "", page.severity or "", page.title) for page in pages if page.kind == kind]
        widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
        lines = [f"  {_row(row, widths)}" for row in rows]
        parts.append("\n".join([f"{heading}:", *lines]))
    return "\n\n".join(parts)


def _row(row: tuple[str, ...], widths: list[int]) -> str:
    cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False) if width]
    return "  ".join([*cells, row[-1]])


def as_json(pages: Iterable[Page], query: str | None = None, nearest: Iterable[str] = ()) -> str:
    """One document; without a query the pages come without their bodies."""
    document = {
        "schemaVersion": 1,
        "query": query,
        "pages": [_object(page, whole=query is not None) for page in pages],
        "nearest": list(nearest),
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _object(page: Page, *, whole: bool) -> dict[str, Any]:
    given = page._asdict() | {"see": list(page.see)}
    if not whole:
        del given["body"]
    return given


def rule_table(pages: Iterable[Page], fixes: Mapping[str, bool]) -> str:
    """The rules in Markdown; `fixes` has the codes that come with a fix, and whether `--fix` makes it unasked."""
    rows = ["| Code | Name | Severity | Fix | What it finds |", "|---|---|---|---|---|"]
    shown = {True: "`--fix`", False: "shown", None: ""}
    for page in pages:
        if page.kind == "rule":
            fix = shown[fixes.get(page.id)]
            rows.append(f"| {page.id} | {page.name} | {page.severity} | {fix} | {page.title} |")
    return "\n".join(rows)
