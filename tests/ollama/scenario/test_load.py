"""Scenario files are read: what is good, and all that is told about what is not, at its place."""

from __future__ import annotations

import typing
from pathlib import Path

import pytest

from agwctl.config.model import Model, fields
from agwctl.diagnostics.human import render
from agwctl.diagnostics.report import FileReport, Report
from agwctl.ollama.scenario.document import Scenario
from agwctl.ollama.scenario.load import Loaded, load, load_text

FOLDER = Path(__file__).parent
BAD = sorted((FOLDER / "bad").glob("*.yaml"))
GOOD = sorted((FOLDER / "good").glob("*.yaml"))


def told(loaded: Loaded, name: str) -> str:
    return render(Report((FileReport(name, "scenario", "checked", None, tuple(loaded.diagnostics)),)))


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_what_is_told(path, golden):
    loaded = load_text(path.read_text("utf-8"), path.name)
    assert loaded.scenario is None
    golden(path.with_suffix(".out"), told(loaded, path.name) + "\n")


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_nothing_is_told_about_a_good_one(path):
    loaded = load(path)
    assert told(loaded, path.name) == ""
    assert loaded.scenario is not None


def test_the_good_ones_have_every_key():
    given = set()
    for path in GOOD:
        scenario = load(path).scenario
        assert scenario is not None
        given |= {(type(model), name) for model in below(scenario) for name in model.given()}
    known = {(cls, field.name) for cls in classes(Scenario, set()) for field in fields(cls)}
    assert known == given


def below(value: object) -> list[Model]:
    if isinstance(value, Model):
        return [value, *(found for name in value.given() for found in below(getattr(value, name)))]
    items = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    return [found for item in items for found in below(item)]


def classes(annotation: typing.Any, seen: set[type[Model]]) -> set[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model) and annotation not in seen:
        seen.add(annotation)
        for field in fields(annotation):
            classes(field.annotation, seen)
    for part in typing.get_args(annotation):
        classes(part, seen)
    return seen


def test_an_empty_text_and_a_dollar_sign():
    assert [each.code.name for each in load_text("").errors] == ["document-count"]
    loaded = load_text("scenario: ollama\nmodels: [{name: a, system: costs $5}]")
    assert loaded.errors == [] and loaded.scenario is not None and loaded.scenario.models is not None
    assert getattr(loaded.scenario.models[0], "system") == "costs $5"  # noqa: B009  # the list holds names, too


def test_every_expectation_has_its_file():
    assert {path.with_suffix(".yaml") for path in (FOLDER / "bad").glob("*.out")} == set(BAD)
