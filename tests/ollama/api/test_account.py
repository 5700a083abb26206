from __future__ import annotations

import pytest

from agwctl.ollama.cloud import CloudSettings
from agwctl.ollama.settings import Settings
from tests.ollama.played import ask, simulator


def with_cloud(**fields: object):
    return simulator(settings=Settings(cloud=CloudSettings(**fields)))  # type: ignore[arg-type]


def test_status() -> None:
    assert ask(simulator(), "GET", "/api/status").text == '{"cloud":{"disabled":false,"source":"none"}}'
    assert ask(with_cloud(disabled="env"), "GET", "/api/status").json["cloud"] == {"disabled": True, "source": "env"}


def test_who_one_is() -> None:
    nobody = ask(simulator(), "POST", "/api/me")
    assert nobody.status == 401
    assert list(nobody.json) == ["error", "signin_url"]
    play = with_cloud(user="kim")
    assert ask(play, "POST", "/api/me").json["name"] == "kim"
    assert ask(play, "POST", "/api/signout").status == 200
    assert ask(play, "POST", "/api/me").status == 401
    assert ask(play, "POST", "/api/signout").status == 401


def test_keys_of_older_commands() -> None:
    play = with_cloud(user="kim")
    assert ask(play, "DELETE", "/api/user/keys/abc").status == 200
    assert ask(play, "POST", "/api/me").status == 401


def test_an_account_that_cannot_be_looked_up() -> None:
    answer = ask(with_cloud(user="kim", failure="no route"), "POST", "/api/me")
    assert (answer.status, answer.json) == (503, {"error": "account unavailable"})


@pytest.mark.parametrize("path", ["/api/experimental/web_search", "/api/experimental/web_fetch"])
def test_the_web(path: str) -> None:
    assert ask(simulator(), "POST", path, {"query": "x"}).status == 401
    assert ask(with_cloud(disabled="env"), "POST", path, {"query": "x"}).status == 403
    assert ask(with_cloud(user="kim"), "POST", path, {"query": "x", "url": "https://e.com"}).status == 200


def test_what_to_pull_next() -> None:
    answer = ask(simulator(), "GET", "/api/experimental/model-recommendations")
    assert {"model": "qwen3:0.6b"} in answer.json["recommendations"]
