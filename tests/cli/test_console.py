"""Streams, colour and encodings."""

from __future__ import annotations

import io
import json
import os
import re
from pathlib import Path

import pytest

from agwctl.cli.console import Console
from agwctl.errors import UnavailableError


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def console(*, terminal: bool = False, quiet: bool = False, **environ: str) -> Console:
    kind = Terminal if terminal else io.StringIO
    return Console(kind(), kind(), environ, quiet=quiet)


def written(of: Console) -> tuple[str, str]:
    assert isinstance(of.out, io.StringIO)
    assert isinstance(of.err, io.StringIO)
    return of.out.getvalue(), of.err.getvalue()


def test_only_results_reach_stdout():
    with_all = console()
    with_all.result("the result")
    with_all.note("a note")
    with_all.warn("careful", hint="do this")
    with_all.error("broken")
    assert written(with_all) == (
        "the result\n",
        "a note\nwarning: careful\nhint: do this\nerror: broken\n",
    )


def test_quiet_leaves_results_and_errors():
    quiet = console(quiet=True)
    quiet.result("the result")
    quiet.note("a note")
    quiet.warn("careful")
    quiet.error("broken")
    assert written(quiet) == ("the result\n", "error: broken\n")


@pytest.mark.parametrize(
    ("terminal", "environ", "coloured"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (True, {"TERM": "dumb"}, False),
        (True, {"CI": "true"}, False),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"FORCE_COLOR": ""}, False),
        (True, {"CI": "true", "FORCE_COLOR": "1"}, True),
        (True, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_colour(terminal, environ, coloured):
    asked = console(terminal=terminal, **environ)
    assert (asked.paint("x", "red") == "\x1b[31mx\x1b[0m") is coloured
    assert (asked.paint_result("x", "bold", "cyan") == "\x1b[1;36mx\x1b[0m") is coloured


def test_colour_is_decided_per_stream():
    mixed = Console(io.StringIO(), Terminal(), {})
    assert mixed.paint("x", "red") != "x"
    assert mixed.paint_result("x", "red") == "x"


def test_a_stream_that_is_not_utf8_gets_ascii():
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    Console(stream, stream, {}).result("route → upstream ─ … ✓ ü")
    assert raw.getvalue() == b"route -> upstream - ... ok \\xfc\n"


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
def test_a_document_is_json_for_every_terminal_and_encoding(encoding):
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    told = {"schemaVersion": 1, "text": "ü → … 模 \U0001f600 \x1b\x7f\x9b \u2028 \u202e \udcff"}
    Console(stream, stream, {}).document(told)
    written = raw.getvalue().decode(encoding)
    assert json.loads(written) == told
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]", written)
    assert ("ü" in written) is (encoding == "utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is full")
def test_bytes_for_a_full_disk_are_no_bug():
    with open("/dev/full", "w") as full, pytest.raises(UnavailableError, match="No space left on device"):
        Console(full, io.StringIO(), {}).raw_result(b"x")


def test_bytes_for_a_reader_that_has_left_go_nowhere():
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w") as pipe:
        Console(pipe, io.StringIO(), {}).raw_result(b"x")
