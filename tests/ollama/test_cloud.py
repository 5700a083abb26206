from __future__ import annotations

import pytest

from agwctl.ollama.cloud import Cloud, CloudSettings, SignInNeeded, stub
from agwctl.ollama.name import ModelName, parse
from agwctl.ollama.refusal import Refusal
from tests.ollama.played import NOON, FakeTime, model


def named(text: str) -> ModelName:
    name = parse(text)
    assert name is not None
    return name


def cloud(**fields: object) -> Cloud:
    return Cloud(CloudSettings(**fields), FakeTime().clock, "box")  # type: ignore[arg-type]


def refusal_of(made: Cloud, path: str = "/api/chat") -> Refusal:
    with pytest.raises(Refusal) as refusal:
        made.admit(path)
    return refusal.value


def test_who_is_signed_in_gets_through() -> None:
    cloud(user="kim").admit("/api/chat")
    assert cloud(user="kim").account["name"] == "kim"


def test_who_is_not_is_shown_where_to_sign_in() -> None:
    refusal = refusal_of(cloud())
    assert (refusal.status, refusal.text) == (401, "unauthorized")
    assert isinstance(refusal, SignInNeeded)
    told = refusal.native()
    assert told["signin_url"].startswith("https://ollama.com/connect?name=box&key=")
    assert told == refusal_of(cloud()).native()


@pytest.mark.parametrize("source", ["env", "config", "both"])
def test_a_cloud_that_is_switched_off(source: str) -> None:
    made = cloud(disabled=source, user="kim")
    refusal = refusal_of(made)
    assert (refusal.status, refusal.text) == (403, "ollama cloud is disabled: remote model is unavailable")
    assert made.status == {"disabled": True, "source": source}


def test_a_cloud_that_cannot_be_reached() -> None:
    refusal = refusal_of(cloud(failure="dial tcp: lookup ollama.com: no such host"))
    seconds = NOON // 10**9
    assert refusal.status == 502
    assert refusal.text == (
        f'Post "https://ollama.com:443/api/chat?ts={seconds}": dial tcp: lookup ollama.com: no such host'
    )


def test_a_stored_model_that_leads_to_a_strange_host() -> None:
    with pytest.raises(Refusal, match="this server cannot run this remote model"):
        cloud(user="kim").admit_stored(model("m", remote_model="m", remote_host="https://example.com:443"), "/api/chat")


def test_stubs() -> None:
    made = stub(named("gpt-oss:20b"), ("completion",), 5)
    assert (str(made.name), made.remote_model) == ("gpt-oss:20b-cloud", "gpt-oss:20b")
    assert made.details["format"] == ""
    assert str(stub(named("x"), (), 0).name) == "x:cloud"
    assert cloud(models=(model("known"),)).find(named("other")) is None
