"""Where the result of `agwctl validate` goes, and in which forms."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from agwctl.diagnostics.printable import printable
from agwctl.errors import InputError, UsageError

if TYPE_CHECKING:
    from agwctl.cli.console import Console
    from agwctl.diagnostics.report import Report

__all__ = ["FORMATS", "Output", "check_no_input", "outputs", "tell"]

FORMATS = {
    "human": "human",
    "concise": "concise",
    "json": "json_v1",
    "github": "github",
    "sarif": "sarif",
    "junit": "junit",
}
"""Format → its module in `agwctl.diagnostics`."""

FOR_READERS = ("human", "concise")


class Output(NamedTuple):
    """One form of the result, and the file it is written to; None: stdout."""

    format: str
    file: str | None


def outputs(wanted: list[str], output_file: str | None) -> list[Output]:
    """What `--format` and `--output-file` ask for. Raises: UsageError."""
    found = [_output(text) for text in wanted or ["human"]]
    for_stdout = [output for output in found if output.file is None]
    if len(for_stdout) > 1:
        names = " and ".join(output.format for output in for_stdout)
        raise UsageError(f"{names} cannot share stdout", f"give one a file: --format {for_stdout[-1].format}=FILE")
    if output_file is not None and not for_stdout:
        raise UsageError("--output-file has nothing to hold: every --format has a file of its own")
    wanted_files = [output if output.file is not None else Output(output.format, output_file) for output in found]
    _check_apart(wanted_files)
    return wanted_files


def _check_apart(found: list[Output]) -> None:
    """Raises: UsageError when two outputs have one file, unless it is a stream such as /dev/stderr."""
    formats: dict[Path, str] = {}
    for output in found:
        if output.file is None or _is_stream(output.file):
            continue
        other = formats.setdefault(Path(output.file).resolve(), output.format)
        if other != output.format:
            raise UsageError(f"{other} and {output.format} cannot share {output.file}", "give each a file of its own")


def check_no_input(found: list[Output], paths: Iterable[str]) -> None:
    """Raises: UsageError when an output would take the place of a file that is checked."""
    checked = {Path(path).resolve() for path in paths if path != "-"}
    for output in found:
        if output.file is not None and not _is_stream(output.file) and Path(output.file).resolve() in checked:
            raise UsageError(f"the result would take the place of {output.file}, which is to be checked")


def _is_stream(file: str) -> bool:
    path = Path(file)
    return path.exists() and not path.is_file()


def _output(text: str) -> Output:
    name, _, file = text.partition("=")
    if name not in FORMATS:
        from agwctl.config.suggest import nearest

        meant = nearest(name, tuple(FORMATS))
        hint = f"did you mean '{meant}'?" if meant else None
        raise UsageError(f"--format {text}: there is no format '{name}', only {', '.join(FORMATS)}", hint)
    if text.endswith("="):
        raise UsageError(f"--format {text}: the file's name is missing")
    return Output(name, file or None)


def tell(report: Report, wanted: list[Output], console: Console, *, statistics: bool) -> None:
    """Writes the result in all its forms. Raises: InputError when a file cannot be written."""
    for output in wanted:
        text = rendered(report, output, console, statistics=statistics)
        if output.file is not None:
            _write(output.file, text)
            console.note(printable(f"wrote {output.file}"))
        elif text:
            console.result(text)
    if statistics and not any(output.file is None and output.format in FOR_READERS for output in wanted):
        console.note(_statistics(report))


def rendered(report: Report, output: Output, console: Console, *, statistics: bool) -> str:
    if output.format in FOR_READERS and output.file is None and statistics:
        return _statistics(report)
    if output.format == "human":
        from agwctl.diagnostics.human import render

        return render(report, colour=output.file is None and console.out_colour)
    module = import_module(f"agwctl.diagnostics.{FORMATS[output.format]}")
    text: str = module.render(report)
    return text


def _statistics(report: Report) -> str:
    from agwctl.diagnostics.statistics import render

    return render(report)


def _write(file: str, text: str) -> None:
    try:
        Path(file).write_text(text if text.endswith("\n") or not text else text + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot write {file}: {error.strerror}") from error
