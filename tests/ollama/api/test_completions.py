"""OpenAI's older completions."""

from __future__ import annotations

import pytest

from tests.ollama.played import ask, simulator


def test_completions() -> None:
    play = simulator()
    whole = ask(play, "POST", "/v1/completions", {"model": "mistral", "prompt": "hi", "max_tokens": 2}).json
    assert whole["choices"] == [{"text": "This is", "index": 0, "finish_reason": "length"}]
    loaded = ask(play, "POST", "/v1/completions", {"model": "mistral", "prompt": ""}).json
    assert loaded["choices"] == [{"text": "", "index": 0, "finish_reason": "load"}]


def test_streamed_completions_count_nothing_until_the_end() -> None:
    body = {"model": "mistral", "prompt": "hi", "stream": True, "stream_options": {"include_usage": True}}
    *events, done = ask(simulator(), "POST", "/v1/completions", body).data
    assert done == "[DONE]"
    assert list(events[0]) == ["id", "object", "created", "choices", "model", "system_fingerprint", "usage"]
    assert {event["usage"]["total_tokens"] for event in events[:-1]} == {0}
    assert events[-1]["choices"] == []
    assert events[-1]["usage"]["total_tokens"] > 0


@pytest.mark.parametrize("stop", [[5], ["a", None]])
def test_completions_want_text_for_a_stop(stop: list[object]) -> None:
    body = {"model": "mistral", "prompt": "hi", "stop": stop}
    answered = ask(simulator(), "POST", "/v1/completions", body)
    assert answered.status == 400
    chat = {"model": "mistral", "messages": [{"role": "user", "content": "hi"}], "stop": stop}
    assert ask(simulator(), "POST", "/v1/chat/completions", chat).status == 200
