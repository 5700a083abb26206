"""A scenario is played: each of its keys has an effect."""

from __future__ import annotations

from typing import Any

import pytest

from agwctl.ollama.clock import Pace
from agwctl.ollama.faults import Crash
from agwctl.ollama.guards import Door
from agwctl.ollama.hardware import Hardware
from agwctl.ollama.scenario.options import written
from agwctl.ollama.scenario.play import play
from agwctl.ollama.settings import Settings
from agwctl.ollama.simulator import Simulator
from tests.ollama.played import FakeTime, ask

HI = {"model": "llama3.2", "stream": False, "messages": [{"role": "user", "content": "hi"}]}


def played(**keys: Any) -> Simulator:
    return play(written(keys), FakeTime().clock)


def test_what_is_not_said_is_as_usual():
    assert played().engine.settings == Settings()
    assert ask(played(), "GET", "/api/version").json == {"version": "0.33.0"}
    assert "llama3.2:latest" in [model["name"] for model in ask(played(), "GET", "/api/tags").json["models"]]


def test_settings():
    settings = played(
        num_parallel=2,
        max_loaded_models=1,
        max_queue=0,
        keep_alive="1h",
        context_length=8192,
        seed=4,
        hardware={"ram": "8GiB", "vram": "4GiB"},
        origins=["https://app.example"],
        models=[{"name": "a", "faults": [{"crashAfterTokens": 1}]}],
    ).engine.settings
    assert (settings.num_parallel, settings.max_loaded, settings.max_queue, settings.seed) == (2, 1, 0, 4)
    assert (settings.keep_alive, settings.context_length) == (3600 * 10**9, 8192)
    assert settings.hardware == Hardware(ram=8 * 2**30, vram=4 * 2**30)
    assert settings.door == Door(origins=("https://app.example",))
    assert settings.faults == (Crash(model="a", after_tokens=1),)


@pytest.mark.parametrize(("bind", "status"), [("loopback", 403), ("all", 200)])
def test_on_loopback_hosts_are_checked(bind, status):
    assert ask(played(bind=bind), "GET", "/api/version", Host="example.com").status == status


def test_it_listens_where_it_is_told():
    everywhere = play(written({}), listen="0.0.0.0")
    assert ask(everywhere, "GET", "/api/version", Host="example.com").status == 200


@pytest.mark.parametrize(("cloud", "status"), [("signedIn", 200), ("signedOut", 401), ("disabled", 403)])
def test_the_cloud(cloud, status):
    assert ask(played(cloud=cloud), "POST", "/api/chat", HI | {"model": "gpt-oss:20b-cloud"}).status == status


@pytest.mark.parametrize(("network", "status"), [("up", 200), ("down", 500)])
def test_the_network(network, status):
    assert ask(played(network=network), "POST", "/api/pull", {"model": "qwen3:0.6b", "stream": False}).status == status


def test_without_a_network_there_is_no_cloud():
    assert ask(played(network="down"), "POST", "/api/chat", HI | {"model": "x:cloud"}).status == 502


def test_only_what_the_library_has_can_be_pulled():
    playing = played(library=["phi3"])
    assert ask(playing, "POST", "/api/pull", {"model": "phi3", "stream": False}).status == 200
    assert ask(playing, "POST", "/api/pull", {"model": "qwen3:0.6b", "stream": False}).status == 500


@pytest.mark.parametrize("keys", [{}, {"tokens_per_second": 10}])
def test_speeds(keys):
    time = FakeTime()
    playing = play(written({"models": ["llama3.2"], "load_time": "3s"} | keys), time.clock, Pace(tokens_per_second=20))
    answer = ask(playing, "POST", "/api/chat", HI).json
    assert answer["load_duration"] == 3 * 10**9
    rate = answer["eval_count"] / answer["eval_duration"] * 10**9
    assert rate == pytest.approx(keys.get("tokens_per_second", 20), rel=0.1)


def test_equal_seeds_give_equal_answers():
    def answers(seed: int) -> list[str]:
        playing = played(seed=seed, models=[{"name": "llama3.2", "faults": [{"queueFull": None, "probability": 0.5}]}])
        return [ask(playing, "POST", "/api/chat", HI).text for _ in range(12)]

    assert answers(1) == answers(1)
    assert answers(1) != answers(2)
