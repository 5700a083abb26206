"""`same-match-by-model`: "Multiple Ollama instances", each with its own models; 1.4 knows only the first."""

from __future__ import annotations

import json
from typing import Any

import ollama as ollama_client
import openai
import pytest

from bench.ports import refusing_port
from tests.guide.stage import CHAT, Stage, chat, config, ollama, staged
from tests.proxy.running import running

INSTANCES: dict[str, Any] = {"local": ("llama3.2", "nomic-embed-text"), "remote": ("mistral",)}


def who(stage: Stage) -> list[str]:
    """Which Ollamas were asked."""
    return ["local"] * len(stage.local.asked) + ["remote"] * len(stage.remote.asked)


@pytest.mark.parametrize(
    ("model", "where"),
    [
        ("llama3.2", "local"),
        ("llama3.2:latest", "local"),
        ("mistral", "remote"),
        ("mistral:latest", "remote"),
        ("Mistral", "remote"),
        ("mistral:7b", "local"),
        ("nomic-embed-text", "local"),
        (None, "local"),
    ],
)
def test_where_a_request_goes(model: str | None, where: str) -> None:
    with staged("multiple-instances", "guide", **INSTANCES) as stage:
        stage.gateway.ask(CHAT, chat(model))
        assert who(stage) == [where]
    with staged("multiple-instances", "1.4", **INSTANCES) as stage:
        stage.gateway.ask(CHAT, chat(model))
        assert who(stage) == ["local"]


@pytest.mark.parametrize("path", ["/api/chat", "/v1/completions", "/v1/messages", "/anything"])
def test_whatever_the_api(path: str) -> None:
    with staged("multiple-instances", "guide", **INSTANCES) as stage:
        stage.gateway.ask(path, chat("mistral", prompt="x", max_tokens=3))
        assert who(stage) == ["remote"]


def test_each_sees_its_own_name_as_host() -> None:
    with staged("multiple-instances", "guide", **INSTANCES) as stage:
        stage.gateway.ask(CHAT, chat("llama3.2"))
        stage.gateway.ask(CHAT, chat("mistral"))
        assert stage.local.asked[0].host == f"localhost:{stage.local.port}"
        assert stage.remote.asked[0].host == f"127.0.0.1:{stage.remote.port}"


def test_openai_clients_see_the_models_of_both() -> None:
    with staged("multiple-instances", "guide", **INSTANCES) as stage:
        url = f"http://127.0.0.1:{stage.gateway.port}/v1"
        client = openai.OpenAI(base_url=url, api_key="x", max_retries=0)
        listed = [model.id for model in client.models.list()]
        for model in listed:
            if "embed" not in model:
                said = client.chat.completions.create(model=model, messages=[{"role": "user", "content": "Hi"}])
                assert said.model == model
        client.close()
    assert listed == ["llama3.2:latest", "nomic-embed-text:latest", "mistral:latest"]
    assert who(stage) == ["local"] * 2 + ["remote"] * 2


def test_ollama_clients_reach_both() -> None:
    with staged("multiple-instances", "guide", **INSTANCES) as stage:
        client = ollama_client.Client(f"http://127.0.0.1:{stage.gateway.port}")
        said = client.chat("mistral", messages=[{"role": "user", "content": "Hi"}])
        client._client.close()
    assert said.model == "mistral"
    assert who(stage) == ["remote"]


@pytest.mark.parametrize("dead", ["local", "remote"])
def test_one_of_them_is_down(dead: str) -> None:
    with ollama("llama3.2", "mistral") as alive, refusing_port() as nowhere:
        ports = (nowhere, alive.port) if dead == "local" else (alive.port, nowhere)
        with running(config("multiple-instances", *ports)) as gateway:
            listed = json.loads(gateway.ask("/v1/models").body)
            assert [entry["id"] for entry in listed["data"]] == ["llama3.2:latest", "mistral:latest"]
            (warning,) = gateway.warnings
            assert f":{nowhere}: Connection refused" in warning
            assert "ollama serve" in warning
            models = ("mistral", "llama3.2") if dead == "local" else ("llama3.2", "mistral")
            assert gateway.ask(CHAT, chat(models[0])).status == 200
            failed = gateway.ask(CHAT, chat(models[1]))
            error = json.loads(failed.body)["error"]
            assert (failed.status, error["code"]) == (503, "upstream_refused")
            assert f":{nowhere}" in error["message"]
            assert len(gateway.warnings) == 1, "it has been said"


@pytest.mark.parametrize("framing", ["chunks", "length"])
def test_an_upload_that_is_no_request_to_a_model_arrives_whole(framing: str) -> None:
    """`ollama create` sends gigabytes in chunks; looking for a model in them must not take any away."""
    data = bytes(range(256)) * 64
    with ollama() as local:
        text = config("multiple-instances", local.port) + "\nfrontendPolicies: {http: {maxBufferSize: 1000}}\n"
        with running(text) as gateway, gateway.connect() as sock:
            head = b"POST /api/blobs/sha256:0 HTTP/1.1\r\nHost: a\r\n"
            if framing == "length":
                sock.sendall(head + b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
            else:
                sock.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n")
                for start in range(0, len(data), 512):
                    sock.sendall(b"200\r\n%s\r\n" % data[start : start + 512])
                sock.sendall(b"0\r\n\r\n")
            assert sock.recv(4096).startswith(b"HTTP/1.1 400 "), "no digest"
        assert [each.raw for each in local.asked] == [data]


def test_the_release_has_no_list() -> None:
    with staged("multiple-instances", "1.4", **INSTANCES) as stage:
        assert stage.gateway.ask("/v1/models").status == 503
        assert not who(stage)
