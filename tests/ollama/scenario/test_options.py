"""Scenarios and faults given in code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.errors import InputError
from agwctl.ollama import faults as played
from agwctl.ollama.faults import ModelFault, PathFault
from agwctl.ollama.scenario.models import ModelEntry
from agwctl.ollama.scenario.options import FREQUENT, add_fault, over, written
from agwctl.ollama.scenario.play import play


def test_keys_in_python_s_spelling_or_the_file_s():
    scenario = written({"max_queue": 3, "numParallel": 2, "models": ["llama3.2"]})
    assert (scenario.max_queue, scenario.num_parallel, scenario.models) == (3, 2, ["llama3.2"])


def test_one_over_another():
    below = written({"seed": 1, "version": "0.13.5", "hardware": {"ram": "8GB", "gpus": 1}})
    both = over(below, written({"seed": 2, "hardware": {"ram": "1GB"}, "network": "down"}))
    assert (both.seed, both.version, both.network, both.bind) == (2, "0.13.5", "down", "loopback")
    assert both.hardware is not None
    assert (both.hardware.ram, both.hardware.gpus) == (10**9, 1)
    assert below.seed == 1


@given(st.text())
def test_any_text_arrives_as_it_is(text):
    values = {"models": [{"name": "x", "system": text}]}
    (model,) = written(values).models or []
    assert isinstance(model, ModelEntry)
    assert model.system == text


@pytest.mark.parametrize("value", [{1, 2}, b"x", object()])
def test_what_no_file_could_hold(value):
    with pytest.raises(InputError, match="a scenario holds texts, numbers, lists and objects"):
        written({"models": value})


def struck(**fault: object) -> ModelFault | PathFault | None:
    playing = play(written({"models": ["llama3.2"]}))
    add_fault(playing, **fault)  # type: ignore[arg-type]  # what a user may write
    (model,) = playing.engine.store.newest_first()
    return playing.engine.faults.of_model(model, loaded=False) or playing.engine.faults.of_path("GET", "/x")


@pytest.mark.parametrize("kind", FREQUENT)
def test_the_usual_words(kind):
    assert isinstance(struck(kind=kind), ModelFault)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"kind": "crash", "model": "LLAMA3.2", "times": 2}, played.Crash(model="LLAMA3.2", times=2)),
        ({"crash_after_tokens": 3}, played.Crash(after_tokens=3)),
        ({"slowFirstToken": "3s"}, played.SlowFirstToken(seconds=3.0)),
        ({"path": "/x", "status": 500, "close_after": None}, PathFault(path="/x", status=500)),
        ({"path": "*", "refuse": True}, PathFault(path="*", refuse=True)),
        ({"path": "/*", "refuse": True}, PathFault(path="/*", refuse=True)),
    ],
)
def test_faults_by_their_keys(fault, expected):
    assert struck(**fault) == expected


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"kind": "boom"}, "there is no fault 'boom'"),
        ({"kind": "oom", "model": "gone"}, "there is no model 'gone'"),
        ({"kind": "oom", "model": "a b"}, "there is no model 'a b'"),
        ({}, "nobody says what happens"),
        ({"model": "llama3.2"}, "nobody says what happens"),
        ({"times": 2}, "a fault that does nothing"),
        ({"kind": "oom", "crash_after_tokens": 1}, "cannot both be given"),
        ({"path": "/x"}, "a fault that does nothing"),
        ({"path": "/x", "status": "many"}, "invalid type"),
        ({"path": "x", "status": 500}, "no request has the path 'x'"),
        ({"path": "/x", "kind": "busy"}, "fault 'busy' and path='/x' do not go together"),
        ({"path": "/x", "kind": "busy", "status": 503}, "do not go together"),
        ({"path": "/x", "model": "llama3.2", "status": 503}, "model='llama3.2' and path='/x'"),
        ({"path": "/x", "status": 500, "headers": {"A": "b\r\nC: d"}}, "its text is one line"),
        ({"path": "/x", "status": 500, "headers": {"a b": "c"}}, "this header cannot be sent: 'a b'"),
        ({"path": "/x", "status": 500, "headers": {"content-length": "3"}}, "it follows from the body"),
    ],
)
def test_faults_that_cannot_be(fault, told):
    with pytest.raises(InputError, match=told):
        struck(**fault)
