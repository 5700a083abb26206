"""Every public call of the `ollama` package against the stand-in, in both its clients."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ollama
import pytest

from agwctl.ollama.simulator import Simulator
from agwctl.ollama.stand_in import StandIn

CHAT, EMBEDDING, PULLED = "llama3.2", "nomic-embed-text", "qwen3:0.6b"
QUESTION = [{"role": "user", "content": "What is the weather in Paris?"}]
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a city",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


@pytest.fixture
def host() -> Iterator[str]:
    stand_in = StandIn(simulator=Simulator())
    stand_in.start()
    yield stand_in.url
    stand_in.stop()


class Round:
    """One call of each kind; `call` makes it with whichever client, and gives back a value or a list of pieces."""

    def __init__(self, call: Callable[..., Any], folder: Path) -> None:
        self.call = call
        self.folder = folder

    def run(self) -> set[str]:
        """The names of the calls that were made."""
        steps = [name for name in dir(self) if name.startswith("do_")]
        for name in steps:
            getattr(self, name)()
        return {name[5:] for name in steps}

    def do_1_list(self) -> None:
        names = [model.model for model in self.call("list").models]
        assert f"{CHAT}:latest" in names
        assert f"{EMBEDDING}:latest" in names

    def do_2_show(self) -> None:
        shown = self.call("show", CHAT)
        assert shown.modelinfo["general.architecture"] == shown.details.family == "llama"
        assert "tools" in shown.capabilities
        assert shown.modified_at is not None

    def do_2_chat(self) -> None:
        answer = self.call("chat", model=CHAT, messages=QUESTION)
        pieces = self.call("chat", model=CHAT, messages=QUESTION, stream=True)
        assert answer.message.content == "".join(piece.message.content for piece in pieces)
        assert answer.done_reason == pieces[-1].done_reason == "stop"
        assert pieces[-1].eval_count == answer.eval_count > 3
        called = self.call("chat", model=CHAT, messages=QUESTION, tools=[WEATHER])
        (call,) = called.message.tool_calls
        assert (call.function.name, call.function.arguments) == ("get_weather", {"city": "Paris"})
        shaped = self.call("chat", model=CHAT, messages=QUESTION, format="json")
        assert shaped.message.content.startswith("{")

    def do_2_generate(self) -> None:
        answer = self.call("generate", model=CHAT, prompt="Say something.", options={"num_predict": 3})
        pieces = self.call("generate", model=CHAT, prompt="Say something.", options={"num_predict": 3}, stream=True)
        assert answer.response == "".join(piece.response for piece in pieces)
        assert answer.done_reason == pieces[-1].done_reason == "length"
        assert answer.context

    def do_2_embed(self) -> None:
        answer = self.call("embed", model=EMBEDDING, input=["one", "two"], dimensions=64)
        assert [len(vector) for vector in answer.embeddings] == [64, 64]

    def do_2_embeddings(self) -> None:
        assert len(self.call("embeddings", model=EMBEDDING, prompt="one").embedding) == 768

    def do_3_ps(self) -> None:
        loaded = {model.model: model for model in self.call("ps").models}
        assert set(loaded) == {f"{CHAT}:latest", f"{EMBEDDING}:latest"}
        assert loaded[f"{CHAT}:latest"].size_vram is not None

    def do_4_copy(self) -> None:
        assert self.call("copy", CHAT, "bob/mine:v1").status == "success"
        assert self.call("show", "bob/mine:v1").details.family == "llama"

    def do_5_create(self) -> None:
        made = self.call("create", model="pirate", from_=CHAT, system="You are a pirate.", parameters={"seed": 7})
        assert made.status == "success"
        told = [step.status for step in self.call("create", model="pirate", from_=CHAT, system="Arr", stream=True)]
        assert told[-2:] == ["writing manifest", "success"]
        assert "SYSTEM" in self.call("show", "pirate").modelfile

    def do_6_create_blob(self) -> None:
        data = b"GGUF" + bytes(64)
        (self.folder / "weights.gguf").write_bytes(data)
        digest = self.call("create_blob", self.folder / "weights.gguf")
        assert digest == f"sha256:{hashlib.sha256(data).hexdigest()}"

    def do_7_pull(self) -> None:
        steps = self.call("pull", PULLED, stream=True)
        assert [steps[0].status, steps[-1].status] == ["pulling manifest", "success"]
        counted = [step for step in steps if step.completed]
        assert counted
        assert all(0 < step.completed <= step.total for step in counted)
        assert self.call("pull", PULLED).status == "success"
        assert PULLED in [model.model for model in self.call("list").models]

    def do_8_push(self) -> None:
        with pytest.raises(ollama.ResponseError):
            self.call("push", "not-there")

    def do_8_delete(self) -> None:
        assert self.call("delete", "bob/mine:v1").status == "success"
        with pytest.raises(ollama.ResponseError) as failure:
            self.call("delete", "bob/mine:v1")
        assert failure.value.status_code == 404

    def do_9_systemone(self) -> None:
        with pytest.raises(ollama.ResponseError) as failure:  # younger than the release that is played
            self.call("systemone", CHAT, "state", {})
        assert failure.value.status_code == 404


def public_calls(client: type) -> set[str]:
    """All but those that ask ollama.com itself, whatever the host."""
    names = {name for name, _ in inspect.getmembers(client, inspect.isfunction) if not name.startswith("_")}
    return names - {"close", "web_search", "web_fetch"}


def test_every_call(host: str, tmp_path: Path) -> None:
    client = ollama.Client(host=host, timeout=30)

    def call(name: str, *values: Any, **options: Any) -> Any:
        answer = getattr(client, name)(*values, **options)
        return list(answer) if options.get("stream") else answer

    with contextlib.closing(client):
        made = Round(call, tmp_path).run()
    assert made >= public_calls(ollama.Client)


def test_every_call_of_the_asynchronous_client(host: str, tmp_path: Path) -> None:
    client = ollama.AsyncClient(host=host, timeout=30)

    async def calling(name: str, *values: Any, **options: Any) -> Any:
        answer = await getattr(client, name)(*values, **options)
        return [piece async for piece in answer] if options.get("stream") else answer

    with asyncio.Runner() as loop:

        def call(*values: Any, **options: Any) -> Any:
            return loop.run(calling(*values, **options))

        try:
            made = Round(call, tmp_path).run()
        finally:
            loop.run(client.close())
    assert made >= public_calls(ollama.AsyncClient)
