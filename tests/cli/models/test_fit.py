"""`agwctl models fit`: of the model, of its name, of this machine, of figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from agwctl.cli.main import main
from agwctl.models import hardware
from agwctl.models.memory import GIB, Memory
from agwctl.ollama.address import Address
from tests.models.scripted import listed, scripted

SMOLLM2 = yaml.safe_load((Path(__file__).parents[2] / "models" / "shapes.yaml").read_text("utf-8"))["smollm2"]
ROW = {"name": "smollm2:latest", "size": GIB, "size_vram": 0, "digest": "", "context_length": 2048}


@pytest.fixture(autouse=True)
def a_small_machine(monkeypatch):
    monkeypatch.setattr(hardware, "this_machine", lambda: Memory(GIB // 10, ()))


def fit(name: str, *words: str, running: list[dict[str, Any]] | None = None, **more: Any) -> int:
    replies = {
        "GET /api/tags": listed("smollm2:latest", size=SMOLLM2["weights"], **more),
        "POST /api/show": {"details": {}, "model_info": SMOLLM2["info"]},
        "GET /api/ps": {"models": running or []},
    }
    with scripted(replies) as server:
        return main(["models", "fit", name, "-H", server.address.url, *words])


@pytest.mark.parametrize(
    ("words", "code", "line"),
    [
        (["--ram", "16G"], 0, "smollm2 fits on the CPU at context 4096"),
        (["--ram", "16G", "--vram", "8G"], 0, "smollm2 fits on the GPU at context 4096"),
        (["--ram", "16G", "--context", "32768", "--parallel", "2"], 0, "smollm2 fits on the CPU at context 8192"),
        (["--ram", "1M"], 1, "smollm2 does not fit at context 4096"),
        (["--vram", "1M"], 4, "cannot tell whether smollm2 fits at context 4096: no RAM is given: --ram 16G"),
        ([], 1, "smollm2 does not fit at context 4096"),
        (["--context", "4", "--kv-cache", "q4_0"], 0, "smollm2 fits on the CPU at context 4"),
    ],
)
def test_a_model_that_is_there(capsys, words, code, line):
    assert fit("smollm2", *words) == code
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == line
    assert err == ""
    assert fit("smollm2", *words, "--format", "json") == code
    told = json.loads(capsys.readouterr().out)
    assert told["basis"] == "model"
    assert {"yes": 0, "no": 1, "unknown": 4}[told["fits"]] == code


def test_a_model_by_its_name(capsys):
    assert fit("llama3.1:8b", "--ram", "16G") == 0
    out = capsys.readouterr().out
    assert out.startswith("llama3.1:8b fits on the CPU at context 4096\n")
    assert "by its name: 8 billion parameters in Q4_K_M" in out


def test_a_name_that_says_nothing(capsys):
    assert fit("own-model", "--ram", "16G") == 4
    assert capsys.readouterr().out.startswith("cannot tell whether own-model fits: it is not on the server")
    assert fit("own-model", "--ram", "16G", "--format", "json") == 4
    assert json.loads(capsys.readouterr().out)["fits"] == "unknown"


@pytest.mark.parametrize(
    ("name", "more", "where"),
    [
        ("smollm2", {"remote_model": "x", "remote_host": "https://ollama.com:443"}, "https://ollama.com:443"),
        ("gpt-oss:120b-cloud", {}, "Ollama's cloud"),
    ],
)
def test_a_model_of_the_cloud(capsys, name, more, where):
    assert fit(name, **more) == 0
    assert capsys.readouterr().out == f"{name} runs at {where}: it takes no memory here\n"
    assert fit(name, "--format", "json", **more) == 0
    assert json.loads(capsys.readouterr().out)["placement"] == "remote"


def test_what_it_takes_now_counts_as_free(capsys):
    assert fit("smollm2", running=[ROW]) == 0
    out = capsys.readouterr().out
    assert "it is loaded now: 1.1 GB at context 2048, 100% CPU; this memory counts as free here" in out
    assert fit("smollm2", running=[ROW | {"name": "other:latest"}]) == 1
    assert "agwctl models stop other:latest frees it" in capsys.readouterr().out
    assert fit("smollm2", "--ram", "16G", running=[ROW]) == 0
    assert "loaded now" not in capsys.readouterr().out


def test_without_a_server_the_name_is_enough(capsys):
    assert main(["models", "fit", "llama3.2", "--ram", "16G", "-H", "http://127.0.0.1:1"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("llama3.2 fits on the CPU")
    assert err == "answered without the server: nothing answers at http://127.0.0.1:1: connection refused\n"


def test_the_memory_of_another_machine_is_not_seen(capsys, monkeypatch):
    monkeypatch.setattr(Address, "is_loopback", False)
    assert fit("smollm2") == 4
    assert "whose memory is not seen from here: give --ram 16G --vram 8G" in capsys.readouterr().out
    assert fit("smollm2", "--ram", "16G") == 0


@pytest.mark.parametrize("words", [["--ram", "a lot"], ["--vram", "8G,x"], ["--context", "0"], ["--kv-cache", "q5"]])
def test_usage(capsys, words):
    assert main(["models", "fit", "x", *words]) == 2
    assert capsys.readouterr().out == ""


def test_names_of_a_server_do_not_steer_the_terminal(capsys):
    fit("smollm2", running=[ROW | {"name": "\x1b[2J"}])
    assert "\x1b" not in capsys.readouterr().out
