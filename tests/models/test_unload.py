"""Taking models out of memory and off the disk."""

from __future__ import annotations

import json

import pytest

from agwctl.models.unload import remove, stop_model
from agwctl.ollama.client import Client, OllamaError
from tests.ollama.scripted import Request, reply, scripted


def played(request: Request) -> bytes:
    asked = json.loads(request.body or b"{}")
    name = asked.get("model", "")
    if name == "nope":
        return reply(404, f'{{"error":"model \'{name}:latest\' not found"}}')
    if name == "bad name":
        return reply(400, '{"error":"invalid model name"}')
    if request.line.startswith("POST /api/show"):
        return reply(200, json.dumps({"remote_host": "https://ollama.com:443" if name == "cloud" else ""}))
    if request.line.startswith("POST /api/me"):
        return reply(401, '{"error":"unauthorized"}')
    return reply(200, "" if request.line.startswith("DELETE") else '{"done":true,"done_reason":"unload"}')


def test_stop_unloads() -> None:
    with scripted(played) as server, Client(server.address) as client:
        stop_model(client, "a")
    assert server.lines == ["POST /api/show", "POST /api/generate"]
    assert json.loads(server.requests[1].body) == {"model": "a", "prompt": "", "keep_alive": 0}


@pytest.mark.parametrize(
    "name, text, lines",
    [
        ("nope", 'couldn\'t find model "nope" to stop', ["POST /api/show"]),
        ("bad name", "invalid model name", ["POST /api/show"]),
        (
            "cloud",
            "something went wrong, please see the ollama server logs for details",
            ["POST /api/show", "POST /api/me"],
        ),
    ],
)
def test_what_cannot_be_stopped(name, text, lines) -> None:
    with scripted(played) as server, Client(server.address) as client, pytest.raises(OllamaError) as failure:
        stop_model(client, name)
    assert failure.value.text == text
    assert server.lines == lines


@pytest.mark.parametrize(
    "name, warned, last",
    [("a", 0, "DELETE /api/delete"), ("cloud", 1, "DELETE /api/delete")],
)
def test_remove_unloads_first_and_goes_on_without(name, warned, last) -> None:
    warnings: list[str] = []
    with scripted(played) as server, Client(server.address) as client:
        remove(client, name, lambda: warnings.append(name))
    assert (len(warnings), server.lines[-1]) == (warned, last)


@pytest.mark.parametrize("name, warned", [("nope", 0), ("bad name", 1)])
def test_what_cannot_be_removed(name, warned) -> None:
    warnings: list[str] = []
    with scripted(played) as server, Client(server.address) as client, pytest.raises(OllamaError):
        remove(client, name, lambda: warnings.append(name))
    assert (len(warnings), server.lines[-1]) == (warned, "DELETE /api/delete")
