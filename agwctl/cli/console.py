"""The process's streams: results to stdout, everything for the reader's eye to stderr."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # `agwctl --version` prints through this module and pays for no import of typing
    from collections.abc import Mapping
    from typing import TextIO

__all__ = ["Console"]

STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
_NOT_PLAIN = "[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
"""What JSON allows in its strings as it is, but steers a terminal, ends a line elsewhere or is no character."""
ASCII = str.maketrans({"→": "->", "…": "...", "·": "-", "—": "-", "─": "-", "✓": "ok", "✗": "x"})


class Console:
    """Where a verb writes: stdout carries the result and nothing else.

    `quiet` leaves only results and errors. Colour is decided per stream from its terminal and from
    NO_COLOR, FORCE_COLOR, TERM and CI.
    """

    def __init__(
        self,
        out: TextIO | None = None,
        err: TextIO | None = None,
        environ: Mapping[str, str] | None = None,
        *,
        quiet: bool = False,
    ) -> None:
        self.out = sys.stdout if out is None else out
        self.err = sys.stderr if err is None else err
        self.quiet = quiet
        environ = os.environ if environ is None else environ
        self.out_colour = wants_colour(self.out, environ)
        self.err_colour = wants_colour(self.err, environ)

    def result(self, text: str) -> None:
        """Writes a line, or several, of the result."""
        write(self.out, text)

    def document(self, document: Mapping[str, object]) -> None:
        """Writes a result as JSON, in characters that any terminal, encoding and program takes."""
        import json
        import re

        text = json.dumps(document, ensure_ascii=not _is_utf8(self.out), indent=2)
        self.result(re.sub(_NOT_PLAIN, lambda match: f"\\u{ord(match[0]):04x}", text))

    def raw_result(self, data: bytes) -> None:
        """Writes a result that must arrive byte by byte."""
        try:
            self.out.flush()
            self.out.buffer.write(data)
            self.out.buffer.flush()
        except OSError as error:
            _give_up(self.out, error)

    def note(self, text: str) -> None:
        """Writes a banner, progress, summary or hint."""
        if not self.quiet:
            write(self.err, text)

    def warn(self, message: str, hint: str | None = None) -> None:
        if not self.quiet:
            self._report("warning", "yellow", message, hint)

    def error(self, message: str, hint: str | None = None) -> None:
        self._report("error", "red", message, hint)

    def _report(self, word: str, colour: str, message: str, hint: str | None) -> None:
        from agwctl.diagnostics.printable import printable  # not for `agwctl --version`, which reports nothing

        write(self.err, f"{self.paint(word + ':', 'bold', colour)} {printable(message)}")
        if hint:
            write(self.err, f"{self.paint('hint:', 'bold')} {printable(hint)}")

    def paint(self, text: str, *styles: str) -> str:
        """The text for stderr, with colours when it takes them."""
        return painted(text, *styles) if self.err_colour else text

    def paint_result(self, text: str, *styles: str) -> str:
        """The text for stdout, with colours when it takes them."""
        return painted(text, *styles) if self.out_colour else text


def wants_colour(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Source: no-color.org and force-color.org; an empty variable counts as unset."""
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return environ.get("TERM") != "dumb" and not environ.get("CI") and stream.isatty()


def painted(text: str, *styles: str) -> str:
    return f"\x1b[{';'.join(STYLES[style] for style in styles)}m{text}\x1b[0m" if styles else text


def write(stream: TextIO, text: str) -> None:
    """One write and a flush, so that lines of two streams keep their order in a terminal."""
    if not _is_utf8(stream):
        encoding = stream.encoding
        text = text.translate(ASCII).encode(encoding, "backslashreplace").decode(encoding)
    try:
        stream.write(text if text.endswith("\n") else text + "\n")
        stream.flush()
    except OSError as error:
        _give_up(stream, error)


def _is_utf8(stream: TextIO) -> bool:
    return (stream.encoding or "utf-8").lower().replace("-", "").startswith("utf8")


def _give_up(stream: TextIO, error: OSError) -> None:
    """Lets the rest go nowhere, also what Python flushes at exit; the exit code stays what it is.

    Raises: UnavailableError unless it is the reader (`| head`) that has seen enough.
    """
    from agwctl.errors import UnavailableError

    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
    if not isinstance(error, BrokenPipeError):
        raise UnavailableError(f"cannot write the result: {error.strerror}") from error
