"""Where the process starts: `--version` at once, the rest through the Typer app, every failure as an exit code."""

from __future__ import annotations

import os
import sys

from agwctl import __version__
from agwctl.cli.console import Console

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Runs one command line (without the program's name) and returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    _open_closed_streams()
    console = Console()
    if arguments in (["--version"], ["-V"]):  # answered before Typer is imported: scripts ask this often
        console.result(f"agwctl {__version__}")
        return 0
    debug = "--debug" in arguments or bool(os.environ.get("AGWCTL_DEBUG"))
    return run([argument for argument in arguments if argument != "--debug"], console, debug)


def _open_closed_streams() -> None:
    """What would go to a stream that the caller closed (`>&-`) goes nowhere: Python has None in its place."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 -- open as long as the process


def run(arguments: list[str], console: Console, debug: bool) -> int:
    from agwctl.errors import AgwctlError, ExitCode

    try:
        from agwctl.cli.app import call

        return call(arguments)
    except AgwctlError as failure:
        console.error(failure.message, failure.hint)
        return failure.exit_code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader of our output (`| head`) has seen enough. Python flushes stdout once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except Exception as failure:
        report_bug(failure, console, debug)
        return ExitCode.BUG


def report_bug(failure: Exception, console: Console, debug: bool) -> None:
    if debug:
        import traceback

        console.note("".join(traceback.format_exception(failure)))
    console.error(
        f"a bug in agwctl {__version__}: {type(failure).__name__}: {failure}",
        None if debug else "run the same command with --debug for the trace",
    )
