"""The question whether a model fits: from the model itself, or from its name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from agwctl.models.fit import Placement
from agwctl.models.fitting import Question, answer, runs_elsewhere, shape_shown, shape_there
from agwctl.models.memory import given
from agwctl.models.shape import shape_of
from agwctl.ollama.replies import Details, Listed, Shown

SHAPES = yaml.safe_load((Path(__file__).parent / "shapes.yaml").read_text("utf-8"))


def test_the_model_itself_says_more_than_its_name():
    question, memory = Question("llama3.1:70b"), given("16G", None)
    there = shape_of(SHAPES["smollm2"]["info"], SHAPES["smollm2"]["weights"])
    itself, by_name = answer(question, memory, there), answer(question, memory)
    assert itself is not None
    assert by_name is not None
    assert (itself.is_there, itself.verdict, itself.fit.placement) == (True, "yes", Placement.CPU)
    assert (by_name.is_there, by_name.verdict, by_name.instead) == (False, "no", "llama3.1:8b")


def test_a_name_that_says_nothing():
    assert answer(Question("own-model"), given("16G", None)) is None


class Verbose:
    """A server that is asked again, for the arrays."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def show(self, name: str, verbose: bool = False) -> Shown:
        assert verbose
        self.asked.append(name)
        return shown(SHAPES["smollm2"]["info"] | {"llama.attention.head_count_kv": [0, 0, 3] * 10})


def listed(size: int = 10**9) -> Listed:
    return Listed("m:latest", "d", size, 0, "", "", "", Details(), ())


def shown(info: dict[str, Any] | None, **details: Any) -> Shown:
    return Shown(Details(**details), info, ("completion",))


def test_arrays_are_asked_for_only_when_they_are_left_out():
    server: Any = Verbose()
    plain = shape_there(server, listed(), shown(SHAPES["smollm2"]["info"]))
    assert server.asked == []
    mixed = shape_there(server, listed(), shown(SHAPES["smollm2"]["info"] | {"llama.attention.head_count_kv": None}))
    assert server.asked == ["m:latest"]
    assert mixed.attention[0].layers * 3 == plain.attention[0].layers


@pytest.mark.parametrize(
    ("size", "said"), [("8.0B", "8 billion"), ("134.52M", "0.13452 billion"), ("", "1.66667 billion")]
)
def test_a_file_that_does_not_tell_its_layers(size, said):
    made = shape_there(Verbose(), listed(), shown({}, parameter_size=size, quantization="Q4_0"))  # type: ignore[arg-type]
    assert made.weights == 10**9
    assert made.assumed[0].startswith(f"{said} parameters in Q4_0")


@pytest.mark.parametrize(
    ("name", "elsewhere"),
    [
        ("gpt-oss:120b-cloud", True),
        ("gpt-oss:20b:cloud", True),
        ("x:cloud", True),
        ("X:CLOUD", True),
        ("my-cloud-model", False),
        ("my-cloud", False),
        ("x:mycloud", False),
        ("localhost:5000/a/cloud", False),
    ],
)
def test_models_of_the_cloud(name, elsewhere):
    assert runs_elsewhere(name) is elsewhere


@pytest.mark.parametrize("told", ["", "²b", ".b", "1.2.3b", "99999999999999999999b", "-1b", "8B", "x"])
@pytest.mark.parametrize("size", [-5, 0, 10**20])
def test_details_that_say_nothing_are_no_error(told, size):
    entry = Listed("a", "", size, 0, "", "", "", Details(), ())
    found = answer(Question("a"), given("16G", "1G"), shape_shown(entry, Shown(Details(parameter_size=told), None)))
    assert found is not None
    assert found.needed.total > 0


@pytest.mark.parametrize("name", ["a:" + "9" * 400 + "b", "a:0b", "a:99999b", "\ud800:1b"])
def test_names_of_no_model_are_no_error(name):
    answer(Question(name), given("16G", "1G"))
