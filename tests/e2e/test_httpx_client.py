"""Plain HTTP through the gateway: what the guide's curl sends, bytes as they come, a client that leaves."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.e2e.conftest import Chain

GUIDE_REQUEST = """{
    "model": "MODEL",
    "messages": [
      {
        "role": "user",
        "content": "Hello! Tell me about Ollama in one sentence."
      }
    ]
  }"""


@pytest.fixture
def client(chain: Chain) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=chain.gateway, timeout=120) as made:
        yield made


def body(chain: Chain, **fields: object) -> str:
    return json.dumps(json.loads(GUIDE_REQUEST.replace("MODEL", chain.chat_model)) | fields)


def test_the_guide_s_request(client: httpx.Client, chain: Chain) -> None:
    sent = GUIDE_REQUEST.replace("MODEL", chain.chat_model)
    answer = client.post("/v1/chat/completions", content=sent, headers={"Content-Type": "application/json"})
    assert answer.status_code == 200
    assert answer.json()["choices"][0]["message"]["content"]


def test_every_chunk_at_once(client: httpx.Client, chain: Chain) -> None:
    times, received = [], b""
    with client.stream("POST", "/v1/chat/completions", content=body(chain, stream=True)) as answer:
        assert answer.headers["content-type"] == "text/event-stream"
        for chunk in answer.iter_raw():
            times.append(time.monotonic())
            received += chunk
    assert received.endswith(b"data: [DONE]\n\n")
    assert len(times) > 5
    assert times[-1] - times[0] > 0.05


def test_what_ollama_answers_is_passed_on_as_it_is(client: httpx.Client, chain: Chain) -> None:
    for path in ("/", "/api/version", "/api/tags", "/v1/models", "/nope"):
        through = client.get(path)
        direct = httpx.get(chain.ollama + path)
        assert (through.status_code, through.content) == (direct.status_code, direct.content)


def test_a_client_that_leaves_cancels_the_generation(client: httpx.Client, chain: Chain) -> None:
    if chain.log is None:
        pytest.skip("a real Ollama does not tell")
    with client.stream("POST", "/v1/chat/completions?leave=1", content=body(chain, stream=True)) as answer:
        next(answer.iter_raw())
    assert chain.logged("POST /v1/chat/completions?leave=1"), chain.log.read_text()
    (line,) = [line for line in chain.log.read_text().splitlines() if "?leave=1" in line]
    assert line.endswith("client left")


def test_without_a_model_the_configured_one_is_asked(client: httpx.Client, chain: Chain) -> None:
    asked = json.loads(body(chain))
    del asked["model"]
    answer = client.post("/v1/chat/completions", json=asked)
    if chain.log is None:  # the guide's model is not pulled there
        assert answer.json()["error"]["message"] == "model 'llama3.2' not found"
    else:
        assert answer.json()["model"] == "llama3.2"
