"""The languages of shells."""

from __future__ import annotations

import pytest

from agwctl.doctor.facts.context import Context
from agwctl.doctor.fixes.shell import assignments, dialect, export, unset, with_variables, word
from tests.doctor.healthy import healthy

BASH, ZSH, FISH, SH = (Context("linux", shell=name) for name in ("bash", "zsh", "fish", ""))
WINDOWS, PWSH = Context("win32", shell="powershell"), Context("linux", shell="pwsh")
SHELLS = [(BASH, "posix"), (ZSH, "posix"), (SH, "posix"), (FISH, "fish"), (WINDOWS, "powershell"), (PWSH, "powershell")]


@pytest.mark.parametrize(("context", "expected"), SHELLS)
def test_which(context, expected):
    assert dialect(healthy(context=context, environment={})) == expected


def test_by_the_variable_when_the_machine_is_not_known():
    assert dialect(healthy(context=Context("linux"), environment={"SHELL": "/usr/bin/fish"})) == "fish"


@pytest.mark.parametrize(
    ("context", "sets", "removes", "once"),
    [
        (BASH, "export A='b c'", "unset A", "A='b c' x"),
        (FISH, "set -x A 'b c'", "set -e A", "env A='b c' x"),
        (WINDOWS, "$env:A = 'b c'", "Remove-Item Env:A", "$env:A = 'b c'; x"),
    ],
)
def test_variables(context, sets, removes, once):
    facts, variables = healthy(context=context), {"A": "b c"}
    assert assignments(facts, variables) == (sets,)
    assert unset(facts, "A") == (removes,)
    assert with_variables(facts, variables, "x") == once


@pytest.mark.parametrize(
    ("context", "lasting"),
    [
        (BASH, "the same lines in ~/.bashrc"),
        (ZSH, "the same lines in ~/.zshrc"),
        (FISH, "set -Ux in place of set -x"),
        (WINDOWS, "setx NAME VALUE"),
    ],
)
def test_what_makes_it_last_is_named(context, lasting):
    assert (
        export(healthy(context=context), "set it", {"A": "b"}).title
        == f"set it; to keep it for later sessions: {lasting}"
    )


@pytest.mark.parametrize(
    ("context", "text", "expected"),
    [
        (BASH, "a'b\n\x1b[2Jc", "'a'\"'\"'b[2Jc'"),
        (BASH, "$(x)", "'$(x)'"),
        (FISH, "a'b\\", "'a\\'b\\\\'"),
        (FISH, "plain", "plain"),
        (WINDOWS, "a'b\nc", "'a''bc'"),
        (WINDOWS, "a\u2019; calc", "'a\u2019\u2019; calc'"),
    ],
)
def test_a_text_from_outside_is_one_word(context, text, expected):
    assert word(healthy(context=context), text) == expected
