"""Faults of a scenario become those that strike."""

from __future__ import annotations

import pytest

from agwctl.config.model import fields
from agwctl.ollama import faults as played
from agwctl.ollama.scenario.faults import ModelFault
from agwctl.ollama.scenario.load import load_text
from agwctl.ollama.scenario.trouble import troubles

WRITTEN = {
    "outOfMemory": played.OutOfMemory(model="x"),
    "{loadFails: gone, times: 2}": played.LoadFails(model="x", last_line="gone", times=2),
    "{loadFails: {exitStatus: 3}}": played.LoadFails(model="x", exit_status=3),
    "loadStalls": played.LoadStalls(model="x"),
    "{slowLoad: 1m}": played.SlowLoad(model="x", seconds=60.0),
    "{slowFirstToken: 500ms}": played.SlowFirstToken(model="x", seconds=0.5),
    "{crashAfterTokens: 0}": played.Crash(model="x", after_tokens=0),
    "{closeAfterTokens: 2}": played.CutOff(model="x", after_tokens=2),
    "{hangAfterTokens: 3, probability: 0.25}": played.Hang(model="x", after_tokens=3, probability=0.25),
    "diesIdle": played.DiesIdle(model="x"),
    "queueFull": played.QueueFull(model="x"),
    "contextOverflow": played.ContextOverflow(model="x"),
    "unauthorized": played.Denied(model="x", status=401),
    "forbidden": played.Denied(model="x", status=403),
}
PATHS = {
    "{path: /a, hang: true}": played.PathFault(path="/a", hang=True),
    "{path: /a, method: '*', refuse: true, times: 1}": played.PathFault(path="/a", refuse=True, times=1),
    "{path: /a, method: GET, closeAfter: 1KB, delay: 2s}": played.PathFault(
        path="/a", method="GET", close_after=1000, delay=2.0
    ),
    "{path: /a, status: 500}": played.PathFault(path="/a", status=500),
    "{path: /a, status: 200, body: hm}": played.PathFault(
        path="/a", status=200, body=b"hm", headers={"Content-Type": "text/plain; charset=utf-8"}
    ),
    "{path: /a, status: 429, headers: {Retry-After: '1'}, body: {error: [1, é]}}": played.PathFault(
        path="/a",
        status=429,
        headers={"Content-Type": "application/json; charset=utf-8", "Retry-After": "1"},
        body='{"error":[1,"é"]}'.encode(),
    ),
    "{path: /a, status: 200, headers: {content-type: text/html}, body: <b>}": played.PathFault(
        path="/a", status=200, headers={"content-type": "text/html"}, body=b"<b>"
    ),
}


def made(text: str) -> list[object]:
    loaded = load_text(f"scenario: ollama\n{text}")
    assert loaded.scenario is not None, loaded.diagnostics
    return list(troubles(loaded.scenario))


@pytest.mark.parametrize("written", WRITTEN)
def test_faults_of_models(written):
    assert made(f"models: [y, {{name: x, faults: [{written}]}}]") == [WRITTEN[written]]


def test_every_kind_is_played():
    kinds = {field.wire for field in fields(ModelFault)} - set(ModelFault.beside)
    assert kinds == {kind for kind in kinds if any(kind in written for written in WRITTEN)}


@pytest.mark.parametrize("written", PATHS)
def test_faults_of_paths(written):
    assert made(f"faults: [{written}]") == [PATHS[written]]
