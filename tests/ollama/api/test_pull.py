"""/api/pull and /api/push; over a real socket too, where clients leave and come back."""

from __future__ import annotations

import http.client
import json
import time

from agwctl.ollama.cloud import CloudSettings
from agwctl.ollama.network import NO_DNS, Network
from agwctl.ollama.settings import Settings
from agwctl.ollama.simulator import Simulator
from agwctl.ollama.stand_in import StandIn
from tests.ollama.played import FakeTime, ask, simulator


def test_a_pulled_model_is_there() -> None:
    clock = FakeTime()
    play = simulator(clock, settings=Settings(network=Network(bytes_per_second=100_000_000)))
    answer = ask(play, "POST", "/api/pull", {"model": "qwen3:0.6b"})
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert len(answer.chunks) == len(answer.lines)  # a chunk each
    assert answer.lines[0] == {"status": "pulling manifest"}
    assert answer.lines[-1] == {"status": "success"}
    counted = [line["completed"] for line in answer.lines if line.get("total", 0) > 10**6 and "completed" in line]
    assert counted == sorted(counted)
    assert len(counted) > 50
    assert 5 < clock.slept < 6
    assert ask(play, "POST", "/api/show", {"model": "qwen3:0.6b"}).status == 200
    assert ask(play, "POST", "/api/chat", {"model": "qwen3:0.6b"}).status == 200


def test_without_a_stream() -> None:
    answer = ask(simulator(), "POST", "/api/pull", {"model": "qwen3:0.6b", "stream": False})
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.text == '{"status":"success"}'


def test_failures_come_in_the_stream_or_as_a_status() -> None:
    streamed = ask(simulator(), "POST", "/api/pull", {"name": "nope"})
    assert streamed.status == 200
    assert streamed.lines == [{"status": "pulling manifest"}, {"error": "pull model manifest: file does not exist"}]
    whole = ask(simulator(), "POST", "/api/pull", {"name": "nope", "stream": False})
    assert (whole.status, whole.json) == (500, {"error": "pull model manifest: file does not exist"})
    down = simulator(settings=Settings(network=Network(failure=NO_DNS)))
    assert "no such host" in ask(down, "POST", "/api/pull", {"name": "phi3"}).lines[1]["error"]
    for body in ({}, {"model": "bad name"}):
        refused = ask(simulator(), "POST", "/api/pull", body)
        assert (refused.status, refused.json) == (400, {"error": "invalid model name"})


def test_a_cloud_model_leaves_a_stub() -> None:
    play = simulator(settings=Settings(cloud=CloudSettings(user="kim")))
    answer = ask(play, "POST", "/api/pull", {"model": "gpt-oss:20b:cloud"})
    assert answer.lines[-1] == {"status": "success"}
    listed = {entry["name"]: entry for entry in ask(play, "GET", "/api/tags").json["models"]}
    stub = listed["gpt-oss:20b-cloud"]
    assert (stub["remote_model"], stub["size"] < 1000, stub["details"]["format"]) == ("gpt-oss:20b", True, "")
    chat = {"model": "gpt-oss:20b-cloud", "messages": [{"role": "user", "content": "hi"}], "stream": False}
    assert ask(play, "POST", "/api/chat", chat).json["remote_model"] == "gpt-oss:20b"
    assert ask(play, "POST", "/api/chat", chat | {"model": "gpt-oss:20b:local"}).status == 404
    assert ask(play, "DELETE", "/api/delete", {"model": "gpt-oss:20b-cloud"}).status == 200
    assert "gpt-oss:20b-cloud" not in ask(play, "GET", "/api/tags").text


def test_pushes() -> None:
    assert ask(simulator(), "POST", "/api/push", {}).json == {"error": "model is required"}
    streamed = ask(simulator(), "POST", "/api/push", {"model": "nope"})
    assert [list(line) for line in streamed.lines] == [["status"], ["status"], ["error"]]
    assert ask(simulator(), "POST", "/api/push", {"model": "nope", "stream": False}).status == 500


def test_a_client_that_left_finds_its_download_again() -> None:
    stand_in = StandIn(simulator=Simulator([], settings=Settings(network=Network(bytes_per_second=400_000_000))))
    stand_in.start()
    body = json.dumps({"model": "qwen3:0.6b"})

    def begun() -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        connection = http.client.HTTPConnection("127.0.0.1", stand_in.port, timeout=10)
        connection.request("POST", "/api/pull", body)
        return connection, connection.getresponse()

    connection, response = begun()
    lines = [json.loads(response.readline()) for _ in range(6)]
    assert lines[-1]["completed"] > 0
    response.close()
    connection.close()
    time.sleep(0.15)
    connection, response = begun()
    response.readline()
    resumed = json.loads(response.readline())
    assert resumed["completed"] > lines[-1]["completed"]
    assert json.loads(response.read().splitlines()[-1]) == {"status": "success"}
    connection.close()
    stand_in.stop()
