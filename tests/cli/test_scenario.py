"""A scenario is chosen by a file and by options, and mistakes in either are told as such."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from agwctl.cli.console import Console
from agwctl.cli.scenario import simulator
from agwctl.errors import InputError, UsageError
from agwctl.ollama.faults import Crash, OutOfMemory, SlowFirstToken
from agwctl.ollama.simulator import Simulator

WRITTEN = "scenario: ollama\nseed: 3\nhardware: {ram: 8GiB}\nmodels: [llama3.2, mistral]\n"


@pytest.fixture
def console() -> Console:
    return Console(out=io.StringIO(), err=io.StringIO(), environ={})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "scenario.yaml"
    path.write_text(WRITTEN, encoding="utf-8")
    return path


def names(playing: Simulator) -> set[str]:
    return {str(model.name) for model in playing.engine.store.newest_first()}


def said(console: Console) -> str:
    assert isinstance(console.err, io.StringIO)
    return console.err.getvalue()


def test_without_anything_it_is_the_usual_one(console):
    playing = simulator(None, console)
    assert "llama3.2:latest" in names(playing)
    assert said(console) == ""


def test_options_come_before_the_file(file, console):
    values = {
        "seed": 7,
        "models": ["qwen3:8b"],
        "hardware": {"vram": 2**30},
        "tokens_per_second": 5,
        "version": "0.13.5",
    }
    playing = simulator(file, console, values)
    assert names(playing) == {"qwen3:8b"}
    assert playing.engine.settings.seed == 7
    assert (playing.engine.settings.hardware.ram, playing.engine.settings.hardware.vram) == (8 * 2**30, 2**30)
    assert playing.engine.release.version == "0.13.5"


def test_the_first_fault_counts_first(file, console):
    playing = simulator(file, console, faults=("crash=mistral", "oom", "slow=llama3.2"))
    llama, mistral = (playing.engine.store.find(name) for name in ("llama3.2", "mistral"))
    assert llama is not None and mistral is not None
    faults = playing.engine.faults
    assert faults.of_model(mistral, loaded=False) == Crash(model="mistral")
    assert faults.of_model(llama, loaded=False) == OutOfMemory()
    assert faults.of_model(llama, loaded=True) == SlowFirstToken(model="llama3.2", seconds=10.0)


@pytest.mark.parametrize(
    ("values", "faults", "told"),
    [
        ({"version": "3"}, (), "--version-like: invalid version: 3"),
        ({"models": ["a b"]}, (), "--models: invalid model name: a b"),
        ({"seed": -1}, (), "--seed: invalid value"),
        ({"tokens_per_second": 0}, (), "--tokens-per-second: "),
        ({}, ("boom",), "--fault boom: there is no fault 'boom'"),
        ({}, ("oom=lama3.2",), "--fault oom=lama3.2: there is no model 'lama3.2'"),
        ({}, ("oom=a b",), "--fault oom=a b: there is no model 'a b'"),
        ({"models": []}, ("oom=a",), "--fault oom=a: there is no model 'a'"),
    ],
)
def test_options_that_cannot_be(values, faults, told, console):
    with pytest.raises(UsageError) as raised:
        simulator(None, console, values, faults)
    assert raised.value.message.startswith(told)


def test_a_file_with_mistakes(file, console):
    file.write_text("scenario: ollama\nmodles: []\nbind: x\n", encoding="utf-8")
    with pytest.raises(InputError, match="is not a valid scenario") as raised:
        simulator(file, console)
    assert raised.value.hint == f"agwctl validate {file} shows the same"
    assert f"{file}:2:1: error: unknown field `modles`" in said(console)
    assert f"{file}:3:7: error: unknown variant `x`" in said(console)


def test_a_warning_is_told_and_no_more(file, console):
    file.write_text(WRITTEN + "faults: [{path: api/chat, hang: true}]\n", encoding="utf-8")
    simulator(file, console)
    assert "warning: this fault never strikes" in said(console)


def test_a_file_that_is_not_there(tmp_path, console):
    with pytest.raises(InputError, match="failed to open file"):
        simulator(tmp_path / "gone.yaml", console)


def test_stdin(console, monkeypatch):
    with io.TextIOWrapper(io.BytesIO(WRITTEN.encode())) as stream:
        monkeypatch.setattr("sys.stdin", stream)
        assert names(simulator(Path("-"), console)) == {"llama3.2:latest", "mistral:latest"}
