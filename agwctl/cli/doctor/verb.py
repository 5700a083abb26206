"""`agwctl doctor`: which link between a client and its model is broken first, and what mends it here."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from agwctl.cli.console import Console
from agwctl.cli.options import Quiet, seconds
from agwctl.errors import ExitCode, UsageError

__all__ = ["EXAMPLES", "run"]

EXAMPLES = """
agwctl doctor                                 the Ollama of this shell, the configuration here, its gateway
agwctl doctor 192.168.1.20                    an Ollama on another machine
agwctl doctor --gateway localhost:3000/v1     a gateway, by the address that clients have
agwctl doctor --model qwen3:8b                whether this one is there, fits and can do what it is wanted for
agwctl doctor --error "connection refused"    what an error text means here; - reads stdin
agwctl doctor --wait 60s && ./start-my-app    until nothing is broken any more
agwctl doctor --report doctor.md              for an issue tracker: no keys, no user names
agwctl doctor --only A,model-fits --format json
"""

Words = list[str] | None


def run(
    url: Annotated[str | None, typer.Argument(metavar="[URL]", help="The Ollama to look at; the same as -H.")] = None,
    ollama: Annotated[
        str | None,
        typer.Option("-H", "--ollama", metavar="URL", help="The Ollama to look at; else OLLAMA_HOST, else port 11434."),
    ] = None,
    gateway: Annotated[
        str | None, typer.Option("--gateway", metavar="URL", help="The gateway, as its clients call it.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "-f", "--file", metavar="PATH", help="The gateway's configuration; else the one here. - is stdin."
        ),
    ] = None,
    model: Annotated[str | None, typer.Option(metavar="NAME", help="Whether this model is usable.")] = None,
    error: Annotated[
        str | None, typer.Option(metavar="TEXT", help="An error text to start from; - reads stdin.")
    ] = None,
    origin: Annotated[
        str | None, typer.Option(metavar="ORIGIN", help="The web page or extension that calls: https://my.page.")
    ] = None,
    deep: Annotated[
        bool, typer.Option("--deep", help="Let a model answer once, directly and through the gateway: this loads it.")
    ] = False,
    report: Annotated[
        Words,
        typer.Option(metavar="FILE", help="Also write FILE.md or FILE.json, to be shown to others. Repeatable."),
    ] = None,
    mask_hosts: Annotated[
        bool, typer.Option("--mask-hosts", help="Leave out host names, addresses and user names, everywhere.")
    ] = False,
    list_checks: Annotated[bool, typer.Option("--list", help="Print all checks and run none.")] = False,
    only: Annotated[
        Words, typer.Option(metavar="IDS", help="Only these checks: ids, failures (A02), sections (A), with commas.")
    ] = None,
    skip: Annotated[Words, typer.Option(metavar="IDS", help="All but these, in the same words.")] = None,
    wait: Annotated[
        float | None,
        typer.Option(parser=seconds, metavar="TIME", help="Try again, for so long, until nothing fails: 60s."),
    ] = None,
    budget: Annotated[
        float, typer.Option(parser=seconds, metavar="TIME", help="How long looking may take in all.")
    ] = 10.0,
    fail_on: Annotated[
        # AGWCTL_FAIL_ON is that of `validate`, which has other words.
        Literal["fail", "error", "warning"],
        typer.Option(
            "--fail-on", envvar="AGWCTL_DOCTOR_FAIL_ON", allow_from_autoenv=False, help="What makes exit code 1."
        ),
    ] = "fail",
    format: Annotated[
        Literal["human", "json"],
        typer.Option(
            envvar="AGWCTL_DOCTOR_FORMAT", allow_from_autoenv=False, help="How the result is written to stdout."
        ),
    ] = "human",
    compat: Annotated[
        Literal["guide", "1.4"], typer.Option(help="The mode of the gateway that the configuration is for.")
    ] = "guide",
    verbose: Annotated[
        int, typer.Option("-v", "--verbose", count=True, help="Every check with what was seen; -vv: all facts.")
    ] = 0,
    quiet: Quiet = False,
) -> int:
    """Find the first broken link between a client and its model, and what mends it on this machine.

    It only reads. Exit code 1: something is broken; 4: nothing is, as far as can be told; 3: nothing could be told.
    """
    import gc

    gc.disable()  # reading all these modules takes a tenth less without the cyclic collector
    try:
        from agwctl.cli.doctor import run as running
        from agwctl.cli.doctor import telling
        from agwctl.doctor.check import Status

        known = running.all_checks()
    finally:
        gc.freeze()
        gc.enable()
    if url is not None and ollama not in (None, os.environ.get("AGWCTL_OLLAMA")):
        raise UsageError("a URL and --ollama", "one Ollama at a time: name it once")
    wanted = running.Wanted(
        url or ollama or None, gateway or None, file, (model or "").strip() or None, error or None,
        running.origin(origin), deep,
        tuple(only or ()), tuple(skip or ()), budget, compat,
    )  # fmt: skip
    how = telling.Telling(
        format, -1 if quiet else verbose, tuple(report or ()), mask_hosts,
        Status.WARN if fail_on == "warning" else Status.FAIL,
    )  # fmt: skip
    telling.check_files(how)
    checks = running.selected(known, wanted)
    console = Console(quiet=quiet)
    if list_checks:
        telling.check_list(checks, how, console)
        return ExitCode.OK
    if wait is not None:
        return running.wait(checks, wanted, how, console, wait)
    return running.once(checks, wanted, how, console)
