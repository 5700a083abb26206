"""Routes with equal matches: which one a request goes to, and one list of models for all of them."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from agwctl.proxy import model_group
from bench.ports import refusing_port
from tests.proxy.running import Running, running
from tests.proxy.upstream import Seen, Upstream, reply

CHAT = "/v1/chat/completions"


def answering(name: str) -> Upstream:
    """An Ollama that has a model of its own and one that all of them have."""

    def answer(seen: Seen) -> bytes:
        if seen.target.partition("?")[0] == "/v1/models":
            return reply(
                200, {"object": "list", "data": [{"id": name, "owned_by": name}, {"id": "all", "owned_by": name}]}
            )
        if seen.method == "GET":
            return reply(200, {"version": name})
        return reply(200, {"model": name, "choices": []})

    return Upstream(answer)


@pytest.fixture
def members() -> Iterator[list[Upstream]]:
    with ExitStack() as stack:
        found = [answering(name) for name in ("one", "two", "three")]
        for member in found:
            stack.callback(member.close)
        yield found


def routes(members: list[Upstream], models: list[str], match: str = "", more: str = "") -> str:
    text = ", ".join(
        f"{{{match}backends: [{{ai: {{name: n{place}, hostOverride: '{member.address}',"
        f" provider: {{openAI: {{{f'model: {model!r}' if model else ''}}}}}}}}}]{more}}}"
        for place, (member, model) in enumerate(zip(members, models, strict=True))
    )
    return f"binds: [{{port: PORT, listeners: [{{routes: [{text}]}}]}}]"


@pytest.fixture
def gateway(members: list[Upstream]) -> Iterator[Running]:
    with running(routes(members, ["llama3.2", "mistral", "llama3.2:70b"])) as serving:
        yield serving


def who(serving: Running, model: Any, path: str = CHAT) -> str:
    answer = serving.ask(path, {"model": model, "messages": []})
    assert answer.status == 200, answer.body
    return str(json.loads(answer.body)["model"])


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("llama3.2", "one"),
        ("llama3.2:latest", "one"),
        ("LLaMA3.2", "one"),
        ("library/llama3.2", "one"),
        ("mistral", "two"),
        ("mistral:latest", "two"),
        ("registry.ollama.ai/library/mistral:latest", "two"),
        ("mistral:7b", "one"),
        ("llama3.2:70b", "three"),
        ("unknown", "one"),
        ("", "one"),
        (None, "one"),
    ],
)
def test_who_answers(gateway: Running, members: list[Upstream], model: Any, name: str) -> None:
    assert who(gateway, model) == name
    sent = [seen.json["model"] for member in members for seen in member.seen]
    assert sent == [model or "llama3.2"]


def test_the_first_is_the_first_in_the_file() -> None:
    """Not by the route's key, in which route10 comes before route2."""
    with ExitStack() as stack:
        members = [answering(f"m{place}") for place in range(12)]
        for member in members:
            stack.callback(member.close)
        text = routes(members, [f"model{place}" for place in range(12)])
        with running(text) as serving:
            assert (who(serving, "unknown"), who(serving, "model10"), who(serving, "model2")) == ("m0", "m10", "m2")
        with running(text, "1.4") as serving:
            assert {who(serving, model) for model in ("unknown", "model10", "model2")} == {"m0"}


def test_members_without_a_model_are_for_the_rest(members: list[Upstream]) -> None:
    with running(routes(members, ["", "mistral", ""])) as serving:
        assert (who(serving, "mistral"), who(serving, "phi3")) == ("two", "one")


@pytest.mark.parametrize("path", [CHAT, "/v1/embeddings", "/v1/responses", "/api/chat"])
def test_any_request_that_names_a_model(gateway: Running, members: list[Upstream], path: str) -> None:
    gateway.ask(path, {"model": "mistral", "messages": [], "input": "x"})
    assert [len(member.seen) for member in members] == [0, 1, 0]


@pytest.mark.parametrize(("body", "status"), [("not json", 400), ("[]", 400), ("", 400)])
def test_a_body_without_sense_is_answered_by_the_first(
    gateway: Running, members: list[Upstream], body: str, status: int
) -> None:
    assert gateway.ask(CHAT, body=body, method="POST").status == status
    assert not any(member.seen for member in members)


def test_other_requests_go_to_the_first(gateway: Running, members: list[Upstream]) -> None:
    assert json.loads(gateway.ask("/api/version").body) == {"version": "one"}
    assert [len(member.seen) for member in members] == [1, 0, 0]


def listed(serving: Running, path: str = "/v1/models") -> list[tuple[str, str]]:
    answer = serving.ask(path)
    assert answer.status == 200, answer.body
    assert dict(answer.headers)["content-type"] == "application/json"
    return [(entry["id"], entry["owned_by"]) for entry in json.loads(answer.body)["data"]]


def test_one_list_of_models_in_the_order_of_the_file(gateway: Running) -> None:
    assert listed(gateway) == [("one", "one"), ("all", "one"), ("two", "two"), ("three", "three")]
    assert gateway.fields()["protocol"] == "llm"


def test_a_list_under_a_mount(members: list[Upstream]) -> None:
    with running(routes(members, ["a", "b", "c"], "matches: [{path: {pathPrefix: /ollama}}], ")) as serving:
        assert len(listed(serving, "/ollama/v1/models?x=1")) == 4
    assert {seen.target for member in members for seen in member.seen} == {"/v1/models?x=1"}


@pytest.mark.parametrize(
    "unwell", [None, reply(500, b"out of memory"), reply(200, b"<html>"), reply(200, {"object": "list", "data": None})]
)
def test_a_member_that_is_unwell_is_left_out(gateway: Running, members: list[Upstream], unwell: bytes | None) -> None:
    members[0].answer = lambda seen: unwell
    assert listed(gateway) == [("two", "two"), ("all", "two"), ("three", "three")]


def test_a_member_that_is_down_is_left_out_and_said(members: list[Upstream]) -> None:
    with refusing_port() as nowhere:
        text = routes(members, ["a", "b", "c"]).replace(members[1].address, f"127.0.0.1:{nowhere}")
        with running(text) as serving:
            assert listed(serving) == [("one", "one"), ("all", "one"), ("three", "three")]
            (warning,) = serving.warnings
            assert f"127.0.0.1:{nowhere}" in warning


def test_when_all_are_down_the_client_is_told(members: list[Upstream]) -> None:
    text = routes(members, ["a", "b", "c"])
    with ExitStack() as held:
        for member in members:
            text = text.replace(member.address, f"127.0.0.1:{held.enter_context(refusing_port())}")
        with running(text) as serving:
            answer = serving.ask("/v1/models")
    error = json.loads(answer.body)["error"]
    assert (answer.status, error["code"]) == (503, "upstream_refused")
    assert re.match(r"127\.0\.0\.1:\d+: Connection refused", error["message"])


@pytest.mark.parametrize("begin", [b"", b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"])
def test_a_member_that_hangs_is_given_up(
    gateway: Running, members: list[Upstream], begin: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang(seen: Seen) -> Iterator[bytes]:
        yield begin
        seen.wait_for_end(2)

    monkeypatch.setattr(model_group, "LIST_PATIENCE", 0.1)
    members[0].answer = hang
    began = time.monotonic()
    assert listed(gateway) == [("two", "two"), ("all", "two"), ("three", "three")]
    assert time.monotonic() - began < 0.5
    assert members[0].address in gateway.warnings[0]


def test_a_list_without_end_is_left_out(gateway: Running, members: list[Upstream]) -> None:
    members[0].answer = lambda seen: reply(200, b" " * (5 << 20))
    assert listed(gateway) == [("two", "two"), ("all", "two"), ("three", "three")]


def test_the_release_knows_no_groups(members: list[Upstream]) -> None:
    with running(routes(members, ["llama3.2", "mistral", ""]), "1.4") as serving:
        assert who(serving, "mistral") == "one"
        assert serving.ask("/v1/models").status == 503


def test_filters_of_the_chosen_route_run(members: list[Upstream]) -> None:
    text = routes(members, ["a", "b", "c"], more=", policies: {requestHeaderModifier: {set: {x-team: t}}}")
    with running(text) as serving:
        who(serving, "b")
    assert members[1].last.header("x-team") == "t"


def test_a_connection_that_waits_for_more_body_than_allowed(members: list[Upstream]) -> None:
    text = routes(members, ["a", "b", "c"]) + "\nfrontendPolicies: {http: {maxBufferSize: 100}}"
    with running(text) as serving:
        answer = serving.ask(CHAT, {"model": "b", "messages": [{"role": "user", "content": "x" * 100}]})
    assert (answer.status, json.loads(answer.body)["error"]["code"]) == (413, "body_too_large")
