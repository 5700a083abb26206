"""An Ollama for tests, as its users see it: the real clients, faults that come and go, nothing left behind."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import ollama as client
import openai
import pytest

from agwctl.errors import InputError
from agwctl.testing import Ollama, ollama

SCENARIO = """
scenario: ollama
models:
- name: llama3.2
  capabilities: [completion, tools]
  replies:
  - match: weather
    call: {name: get_weather, arguments: {city: Paris}}
  - say: Hello!
- nomic-embed-text
"""
HELLO = [{"role": "user", "content": "Hi"}]


@pytest.fixture
def llm() -> Iterator[Ollama]:
    with ollama(SCENARIO) as running:
        yield running


def chat(llm: Ollama, text: str = "Hi") -> str | None:
    with openai.OpenAI(base_url=llm.openai_url, api_key="none", max_retries=0) as api:
        answer = api.chat.completions.create(model="llama3.2", messages=[{"role": "user", "content": text}])
        return answer.choices[0].message.content


def test_openai(llm: Ollama) -> None:
    assert chat(llm) == "Hello!"
    asked = llm.requests[-1]
    assert (asked.method, asked.path, asked.status) == ("POST", "/v1/chat/completions", 200)
    assert asked.json["messages"] == HELLO
    assert asked.headers["authorization"] == "Bearer none"


def test_ollama(llm: Ollama) -> None:
    api = client.Client(host=llm.url)
    tool = {"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object"}}}
    answer = api.chat("llama3.2", [{"role": "user", "content": "weather?"}], tools=[tool])
    assert answer.message.tool_calls is not None
    assert answer.message.tool_calls[0].function.arguments == {"city": "Paris"}
    assert [part.message.content for part in api.chat("llama3.2", HELLO, stream=True)][-1] == ""
    assert len(api.embed("nomic-embed-text", "x").embeddings[0]) == 768
    assert [model.model for model in api.list().models] == list(llm.models)
    assert api.embed("nomic-embed-text", ["x"]) is not None
    assert llm.host in llm.url
    api._client.close()


def test_faults_come_and_go(llm: Ollama) -> None:
    llm.fault("busy", model="llama3.2", times=1)
    with pytest.raises(openai.InternalServerError, match="server busy"):
        chat(llm)
    assert chat(llm) == "Hello!"
    llm.fault(path="/v1/*", status=429, headers={"Retry-After": "7"}, body={"error": {"message": "slow down"}})
    with pytest.raises(openai.RateLimitError) as raised:
        chat(llm)
    assert raised.value.response.headers["retry-after"] == "7"
    llm.clear()
    assert llm.requests == ()
    assert chat(llm) == "Hello!"


@pytest.mark.parametrize("kind", ["oom", "crash", "load-fails", "crash-mid-stream"])
def test_usual_faults(llm: Ollama, kind: str) -> None:
    llm.fault(kind)
    with pytest.raises(openai.InternalServerError):
        chat(llm)


def test_a_fault_that_does_not_exist(llm: Ollama) -> None:
    with pytest.raises(InputError, match="no fault 'boom'"):
        llm.fault("boom")
    with pytest.raises(InputError, match="did you mean 'crashAfterTokens'"):
        llm.fault(crash_after_token=2)


def test_a_scenario_is_a_file_a_text_a_dict_or_options(tmp_path: Path) -> None:
    file = tmp_path / "scenario.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    given: list[object] = [file, str(file), SCENARIO, {"models": ["llama3.2", "nomic-embed-text"]}]
    for scenario in given:
        with ollama(scenario) as running:  # type: ignore[arg-type]  # each of them is one of the types
            assert set(running.models) == {"llama3.2:latest", "nomic-embed-text:latest"}
    with ollama(file, models=["mistral"], version="0.13.5") as running:
        assert running.models == ("mistral:latest",)
        api = http.client.HTTPConnection(running.host)
        api.request("GET", "/api/version")
        assert json.loads(api.getresponse().read()) == {"version": "0.13.5"}
        api.close()
    with ollama() as running:
        assert "llama3.2:latest" in running.models


def test_mistakes_are_told(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text("scenario: ollama\nmodles: []\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"(?s)s.yaml:2:1: .*did you mean 'models'"), ollama(file):
        pass
    with pytest.raises(InputError, match=r"(?s)max_queeu|maxQueeu.*did you mean 'maxQueue'"), ollama(max_queeu=3):
        pass
    with pytest.raises(InputError, match="JSON serializable"), ollama(models={1, 2}):
        pass


def test_several_at_once_and_no_thread_left() -> None:
    before = threading.active_count()
    with ollama() as one, ollama() as other:
        assert one.url != other.url
    assert threading.active_count() == before


def test_what_is_remembered_is_bounded(llm: Ollama, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agwctl.testing.MOST_BYTES", 10)
    api = http.client.HTTPConnection(llm.host)
    for number in range(3):
        api.request("POST", "/api/chat", json.dumps({"model": "nope", "number": number}))
        assert api.getresponse().read() == b'{"error":"model \'nope\' not found"}'
    api.close()
    assert [asked.body for asked in llm.requests] == [b'{"model": '] * 3
    assert llm.requests[0].status == 404
