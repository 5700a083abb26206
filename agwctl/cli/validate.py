"""`agwctl validate`: find what is wrong with configurations, without running them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from agwctl.cli.console import Console
from agwctl.cli.options import Quiet
from agwctl.errors import ExitCode, InputError

if TYPE_CHECKING:
    from agwctl.diagnostics.report import FileReport

__all__ = ["EXAMPLES", "run"]

EXAMPLES = """
agwctl validate agentgateway.yaml             everything that is wrong with a file, at once
agwctl validate configs/ --format json        all files of a folder, for a script
agwctl validate gw.yaml --env KEY=x           with a value for $KEY in the file
cat gw.yaml | agwctl validate - --stdin-filename gw.yaml
"""


def run(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATHS…", help="Files and folders; - reads stdin. Without one: as `agwctl serve`."),
    ] = None,
    format: Annotated[Literal["human", "json"], typer.Option(help="How the result is written to stdout.")] = "human",
    env: Annotated[
        list[str] | None,
        typer.Option("--env", metavar="NAME=VALUE", help="A value for $NAME in the files. May be given several times."),
    ] = None,
    stdin_filename: Annotated[
        str, typer.Option("--stdin-filename", metavar="NAME", help="What stdin is called in the result.")
    ] = "<stdin>",
    quiet: Quiet = False,
) -> int:
    """Find all mistakes in gateway configurations. Exit code 1: errors were found; 3: a file cannot be read."""
    import os

    from agwctl.diagnostics import human, json_v1
    from agwctl.diagnostics.report import Report

    console = Console(quiet=quiet)
    environ = {**os.environ, **dict(_assignment(text) for text in env or [])}
    found = Report(tuple(_checked(paths or [_default(environ)], environ, stdin_filename)))
    if format == "json":
        console.result(json_v1.render(found))
    elif found.diagnostics:
        console.result(human.render(found, colour=console.out_colour))
    for file in found.with_status("unreadable"):
        console.error(file.reason or f"cannot read {file.path}")
    console.note(found.summary())
    if found.with_status("unreadable"):
        return ExitCode.CANNOT_RUN
    return ExitCode.FINDINGS if found.has_errors else ExitCode.OK


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise typer.BadParameter(f"{text!r} is not NAME=VALUE", param_hint="--env")
    return name, value


def _default(environ: Mapping[str, str]) -> str:
    from agwctl.cli.config_source import CANDIDATES

    found = environ.get("AGWCTL_FILE") or next((name for name in CANDIDATES if Path(name).is_file()), None)
    if found is None:
        raise InputError(f"there is no {', '.join(CANDIDATES)} here", "name the files: agwctl validate PATH")
    return found


def _checked(paths: list[str], environ: Mapping[str, str], stdin_filename: str) -> Iterator[FileReport]:
    import sys

    from agwctl.config.files import check_bytes, check_file, files_in

    for path in paths:
        if path == "-":
            yield check_bytes(sys.stdin.buffer.read(), stdin_filename, environ)
        elif Path(path).is_dir():
            yield from (check_file(file, environ, is_named=False) for file in files_in(Path(path)))
        else:
            yield check_file(Path(path), environ)
