"""`agwctl explain`: the page, the candidates, the list; what nobody knows."""

from __future__ import annotations

import io
import json

import pytest

from agwctl.cli.main import main
from agwctl.explain.manual import pages


def test_a_code(capsys):
    assert main(["explain", "AGW001"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("AGW001 unknown-key (error)\n")
    assert err == ""


def test_words_need_no_quotes(capsys):
    assert main(["explain", "connection", "refused"]) == 0
    assert capsys.readouterr().out.startswith("1. A01")


def test_stdin(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("…\nroute not found\n"))
    assert main(["explain", "-"]) == 0
    assert "E04" in capsys.readouterr().out


@pytest.mark.parametrize("format", [[], ["--format", "json"]])
def test_what_nobody_knows(capsys, format):
    assert main(["explain", "short-timeot", *format]) == 1
    out, err = capsys.readouterr()
    assert "did you mean short-timeout" in err
    if format:
        assert json.loads(out)["nearest"][0] == "short-timeout"
    else:
        assert out == ""


def test_everything_is_listed(capsys):
    assert main(["explain"]) == 0
    words = set(capsys.readouterr().out.split())
    assert words >= pages().keys()
    assert main(["explain", "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["pages"]) == len(pages())
