"""`agwctl explain`: what a code, a rule, a failure or an error text means."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from agwctl.cli.console import Console
from agwctl.errors import ExitCode

__all__ = ["EXAMPLES", "run"]

EXAMPLES = """
agwctl explain AGW001                         what a code of `agwctl validate` means
agwctl explain short-timeout                  a rule, by its name
agwctl explain upstream_refused               the code of an error that the gateway answered
agwctl explain "dial tcp [::1]:11434: connect: connection refused"
journalctl -u ollama -n 20 | agwctl explain - what a log may mean
agwctl explain                                everything there is
"""


def run(
    what: Annotated[
        list[str] | None,
        typer.Argument(metavar="WHAT…", help="A code, a name, an id, or error text; - reads stdin."),
    ] = None,
    format: Annotated[Literal["human", "json"], typer.Option(help="How the result is written to stdout.")] = "human",
) -> int:
    """Say what a code or an error text means, how to tell, and what to do. Exit code 1: nobody knows it."""
    from agwctl.explain import rendering
    from agwctl.explain.manual import find, nearest_names, pages

    console = Console()
    known = pages()
    text = sys.stdin.read() if what == ["-"] else " ".join(what or [])
    if not text.strip() and not what:
        listed = known.values()
        console.result(rendering.as_json(listed) if format == "json" else rendering.listing(listed))
        return ExitCode.OK
    found = find(text)
    names = [] if found.pages else nearest_names(text)
    if format == "json":
        console.result(rendering.as_json(found.pages, text, names))
    elif found.exact:
        console.result("\n\n".join(rendering.as_text(page, known.values()) for page in found.pages))
    elif found.pages:
        console.result(rendering.candidates(found.pages))
    if found.pages:
        return ExitCode.OK
    meant = f"did you mean {' or '.join(names)}?" if names else "`agwctl explain` lists what there is"
    console.error(f"nothing is known about {text.strip()[:80]!r}", meant)
    return ExitCode.FINDINGS
