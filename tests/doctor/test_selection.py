from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from agwctl.doctor.check import Check, Link, failed
from agwctl.doctor.selection import UnknownWord, chosen
from tests.doctor.healthy import healthy


def module(id: str, ids: tuple[str, ...], needs: tuple[str, ...] = ()) -> Any:
    return SimpleNamespace(META=Check(id, Link.MODEL, f"{id} holds", ids, needs), run=lambda facts: failed(ids[0], id))


MODULES = [
    module("listening", ("A01", "A10")),
    module("models", ("B01", "B02"), ("listening",)),
    module("fits", ("D01",), ("models",)),
    module("gateway", ("E04", "A32")),
]


@pytest.mark.parametrize(
    ("only", "skip", "left"),
    [
        ("", "", "listening models fits gateway"),
        ("gateway", "", "gateway"),
        ("A", "", "listening gateway"),
        ("a32", "", "gateway"),
        ("B02", "", "listening models"),
        ("D", "", "listening models fits"),
        ("D01", "models", "listening fits"),
        ("", "A", "models fits gateway"),
        ("", "B01 B02 Gateway", "listening fits"),
        ("", "B01", "listening models fits gateway"),
    ],
)
def test_which_checks_run(only, skip, left):
    assert [each.META.id for each in chosen(MODULES, only.split(), skip.split())] == left.split()


def test_a_check_goes_on_without_the_failures_that_nobody_wants():
    _, models = chosen(MODULES, ["models"], ["B01"])
    found = models.run(healthy())
    assert (found.status.value, found.summary, found.ids) == ("skip", "left out: B01", ())
    _, models = chosen(MODULES, ["models"], ["B02"])
    assert models.run(healthy()).ids == ("B01",)


@pytest.mark.parametrize(("word", "near"), [("model", "models"), ("F03", None), ("quux", None), ("Z", None)])
def test_an_unknown_word_names_the_nearest(word, near):
    with pytest.raises(UnknownWord) as unknown:
        chosen(MODULES, [word], [])
    assert (unknown.value.word, unknown.value.nearest) == (word, near)
