"""`agwctl models warm`: what was loaded, where it runs, and what could not be."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from agwctl.cli.main import main
from tests.models.scripted import Scripted, listed, scripted

ROW = {
    "size": 100,
    "size_vram": 100,
    "digest": "",
    "context_length": 4096,
    "expires_at": "2319-03-07T02:14:21.36+01:00",
}


def warm(*words: str, **more: Any) -> tuple[int, Scripted]:
    replies = {
        "GET /api/tags": listed("llama3.2:latest", "other:1b"),
        "POST /api/generate": {"done": True, "done_reason": "load"},
        "GET /api/ps": {"models": [ROW | {"name": "llama3.2:latest"}]},
    } | {key.replace("__", " /api/"): value for key, value in more.items()}
    with scripted(replies) as server:
        return main(["models", "warm", "-H", server.address.url, *words]), server


def test_a_model(capsys):
    code, server = warm("llama3.2", "--keep-alive", "forever")
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    assert re.fullmatch(r"llama3.2 loaded in \d+\.\d s: 100% GPU, context 4096, until it is stopped\n", out)
    assert server.bodies("/api/generate") == [{"model": "llama3.2", "stream": False, "keep_alive": -1}]


def test_a_day_unless_told_otherwise():
    _, server = warm("llama3.2")
    assert server.bodies("/api/generate")[0]["keep_alive"] == "24h"


def test_one_that_cannot_be_loaded_does_not_keep_the_others_from_it(capsys):
    code, _ = warm("other:1b", "llama3.2", POST__generate=(404, {"error": "model 'other:7b' not found"}))
    assert code == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("Error: model 'other:7b' not found\n") == 2
    assert "nearest: " in err


def test_for_machines(capsys):
    assert warm("llama3.2", "--format", "json")[0] == 0
    told = json.loads(capsys.readouterr().out)
    (model,) = told["models"]
    assert model["processor"] == {"cpuPercent": 0, "gpuPercent": 100}
    assert (model["name"], model["context"], model["sizeVram"]) == ("llama3.2", 4096, 100)


def test_failures_for_machines(capsys):
    oom = (500, {"error": "llama-server process has terminated: exit status 1: cudaMalloc failed: out of memory"})
    assert warm("llama3.2", "--format", "json", POST__generate=oom)[0] == 1
    out, err = capsys.readouterr()
    (model,) = json.loads(out)["models"]
    assert "agwctl models fit llama3.2" in model["error"]["hint"]
    assert "the memory of the server's machine does not hold llama3.2\n" in err
    assert err.endswith(f"Error: {oom[1]['error']}\n")


def test_a_runner_that_is_shared(capsys):
    assert warm("llama3.2", GET__ps={"models": [ROW | {"name": "tiny:latest"}]})[0] == 0
    assert "it shares a runner with another name of its file" in capsys.readouterr().out


def test_a_model_of_the_cloud(capsys):
    cloud = listed("x:cloud", remote_model="x", remote_host="https://ollama.com:443")
    assert warm("x:cloud", GET__tags=cloud)[0] == 0
    assert capsys.readouterr().out == "x:cloud runs at https://ollama.com:443: there is nothing to load\n"


@pytest.mark.parametrize("duration", ["1d", "abc", "0", ""])
def test_durations(capsys, duration):
    assert main(["models", "warm", "x", "--keep-alive", duration]) == 2
    assert "forever" in capsys.readouterr().err


def test_a_server_that_is_not_there(capsys):
    assert main(["models", "warm", "x", "y", "-H", "http://127.0.0.1:1"]) == 1
    assert capsys.readouterr().err.count("Error: could not connect") == 1
