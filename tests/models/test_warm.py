"""Loading a model without a prompt."""

from __future__ import annotations

from typing import Any

import pytest

from agwctl.models.warm import Warmed, explain_load, lifetime, warm
from agwctl.ollama.client import Client, StatusError
from agwctl.ollama.replies import Details, Listed
from tests.models.scripted import Scripted, listed, scripted

LOADED = {"model": "a", "response": "", "done": True, "done_reason": "load"}


def row(name: str, digest: str = "0" * 64) -> dict[str, Any]:
    return {"name": name, "model": name, "size": 100, "size_vram": 52, "digest": digest, "context_length": 4096}


def warmed(replies: dict[str, Any], name: str = "a", keep: str | int = "24h") -> tuple[Warmed, Scripted]:
    ticks = iter([10.0, 12.5])
    with scripted(replies) as server, Client(server.address) as client:
        return warm(client, name, keep, lambda: next(ticks)), server


def test_a_model_that_answers():
    replies = {
        "GET /api/tags": listed("a:latest"),
        "POST /api/generate": LOADED,
        "GET /api/ps": {"models": [row("a:latest")]},
    }
    found, server = warmed(replies)
    assert server.bodies("/api/generate") == [{"model": "a", "stream": False, "keep_alive": "24h"}]
    assert (found.name, found.seconds) == ("a", 2.5)
    assert found.running is not None
    assert found.running.size_vram == 52


def test_an_embedding_model():
    refusal = (400, {"error": '"a" does not support generate'})
    replies = {
        "GET /api/tags": listed("a:latest"),
        "POST /api/generate": refusal,
        "POST /api/embed": {"model": "a", "embeddings": []},
        "GET /api/ps": {"models": [row("a:latest")]},
    }
    found, server = warmed(replies, keep=-1)
    assert server.bodies("/api/embed") == [{"model": "a", "keep_alive": -1}]
    assert found.running is not None


def test_models_of_one_file_share_a_runner():
    replies = {
        "GET /api/tags": listed("a:latest", "b:latest"),
        "POST /api/generate": LOADED,
        "GET /api/ps": {"models": [row("other:latest", "0" * 64), row("another:latest", "9" * 64)]},
    }
    found, _ = warmed(replies)
    assert found.running is not None
    assert found.running.name == "other:latest"  # a copy: the same digest
    assert warmed(replies, "b")[0].running is None  # another Modelfile for the same weights


def test_a_cloud_model_is_not_loaded():
    cloud = listed("x:cloud", remote_model="x", remote_host="https://ollama.com:443")
    found, server = warmed({"GET /api/tags": cloud}, "x:cloud")
    assert found.remote == "https://ollama.com:443"
    assert server.bodies("/api/generate") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("24h", "24h"),
        ("1h30m", "1h30m"),
        ("-1", -1),
        ("forever", -1),
        ("Forever", -1),
        ("300", 300),
        ("-5m", "-5m"),
        (" 5m ", "5m"),
    ],
)
def test_lifetimes(text, value):
    assert lifetime(text) == value


@pytest.mark.parametrize("text", ["5 minutes", "abc", "", "1d", "1.5", "--"])
def test_what_is_no_lifetime(text):
    with pytest.raises(ValueError, match=r"time: .* write 30m, 24h, a number of seconds, or forever"):
        lifetime(text)


def test_a_number_that_is_too_long_would_unload_it():
    with pytest.raises(ValueError, match="292 years"):
        lifetime("99999999999")


@pytest.mark.parametrize("text", ["0", "0s", "0h"])
def test_nothing_stays_loaded_for_no_time(text):
    with pytest.raises(ValueError, match="unload"):
        lifetime(text)


FAILURES = [
    (404, "model 'llama3.1' not found", "is not on the server", "nearest: llama3.2:latest"),
    (404, "model 'xyzzy' not found", "is not on the server", "agwctl models pull NAME"),
    (
        500,
        "model requires more system memory (5.6 GiB) than is available (3.1 GiB)",
        "memory",
        "agwctl models fit NAME",
    ),
    (
        500,
        "llama-server process has terminated: exit status 1: cudaMalloc failed: out of memory",
        "memory",
        "models fit",
    ),
    (500, "llama-server reported out-of-memory during startup: ErrorOutOfDeviceMemory", "memory", "models fit"),
    (500, "llama runner process has terminated: signal: killed", "memory", "models fit"),
    (500, "llama-server process has terminated: exit status 3", "program that runs the model", "log"),
    (500, "llama runner process has terminated: exit status 2", "program that runs the model", "log"),
    (500, "error starting llama-server: llama-server binary not found (checked: …)", "program", "reinstalling"),
    (500, "timed out waiting for llama-server to start - ", "stood still", "OLLAMA_LOAD_TIMEOUT"),
    (500, "timed out waiting for llama runner to start - progress 0.00 - ", "stood still", "OLLAMA_LOAD_TIMEOUT"),
    (
        500,
        "llama-server process has terminated: exit status 1: error loading model: unknown model architecture: 'foo'",
        "this release",
        "update Ollama",
    ),
    (
        500,
        "invalid file magic: this model may be incompatible with your version of Ollama.",
        "this release",
        "models pull",
    ),
    (503, "server busy, please try again.  maximum pending requests exceeded", "wait to be loaded", "OLLAMA_MAX_QUEUE"),
]


@pytest.mark.parametrize(("status", "text", "cause", "hint"), FAILURES)
def test_failures(status, text, cause, hint):
    name = text.split("'")[1] if status == 404 else "m"
    there = [Listed("llama3.2:latest", "", 0, 0, "", "", "", Details(), ())]
    error = explain_load(StatusError(text, "", status=status), name, there)
    assert (error.text, error.status) == (text, status)
    assert cause in error.cause
    assert hint.replace("NAME", name) in (error.hint or "")


def test_other_failures_stay_as_they_are():
    error = StatusError("the moon is full", "cause", "hint", status=500)
    assert explain_load(error, "m", ()) is error


def test_a_failure_is_explained_when_it_comes():
    replies = {
        "GET /api/tags": listed("llama3.2:latest"),
        "POST /api/generate": (404, {"error": "model 'llama3.3' not found"}),
    }
    with pytest.raises(StatusError) as raised:
        warmed(replies, "llama3.3")
    assert raised.value.hint is not None
    assert "llama3.2:latest" in raised.value.hint
