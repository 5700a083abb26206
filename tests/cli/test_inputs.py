"""What `agwctl validate` reads."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from agwctl.cli.inputs import environment, files_of, read_stdin
from agwctl.errors import InputError, UsageError


def test_variables(monkeypatch):
    monkeypatch.setenv("SOME_NAME", "old")
    assert environment(["SOME_NAME=new=er", "OTHER="])["SOME_NAME"] == "new=er"
    assert environment([])["SOME_NAME"] == "old"
    for text in ("NAME", "=x"):
        with pytest.raises(UsageError, match="is not NAME=VALUE"):
            environment([text])


def test_files_are_taken_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text("{}")
    assert list(files_of(["-", "a.yaml", "-", "a.yaml", str(tmp_path)])) == [(None, True), (Path("a.yaml"), True)]


def test_an_empty_path_is_no_folder():
    with pytest.raises(UsageError, match="a path is empty"):
        list(files_of([""]))


def test_a_closed_stdin_is_told(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match="stdin is closed"):
        read_stdin()
