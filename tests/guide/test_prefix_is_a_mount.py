"""`prefix-is-a-mount`: which matched prefixes are taken off before Ollama sees the path."""

from __future__ import annotations

import pytest

from tests.guide.stage import CHAT, chat, ollama, staged
from tests.proxy.running import running


@pytest.mark.parametrize(
    ("method", "path", "target"),
    [
        ("POST", "/ollama", CHAT),
        ("POST", "/ollama/", CHAT),
        ("POST", "/ollama?x=1", f"{CHAT}?x=1"),
        ("POST", "/ollama/v1/chat/completions", CHAT),
        ("POST", "/ollama/chat/completions", CHAT),
        ("POST", "/ollama/v1/embeddings", "/v1/embeddings"),
        ("POST", "/ollama/api/chat", "/api/chat"),
        ("GET", "/ollama", "/"),
        ("GET", "/ollama/", "/"),
        ("GET", "/ollama/v1/models", "/v1/models"),
        ("GET", "/ollama/api/tags?x", "/api/tags?x"),
    ],
)
def test_what_is_left_of_the_path(method: str, path: str, target: str) -> None:
    body = None if method == "GET" else chat(input="x")
    with staged("kubernetes", "guide") as stage:
        stage.gateway.ask(path, body, method=method)
        assert [each.target for each in stage.local.asked] == [target]
    if method == "POST":
        with staged("kubernetes", "1.4") as stage:
            stage.gateway.ask(path, body)
            assert [each.target for each in stage.local.asked] == [path]


def test_a_longer_name_is_no_mount_of_a_shorter_one() -> None:
    with staged("kubernetes", "guide") as stage:
        assert stage.gateway.ask("/ollamas", chat()).body == b"route not found"


@pytest.mark.parametrize(
    ("match", "more", "path", "target"),
    [
        ("pathPrefix: /v1", "", "/v1/embeddings", "/v1/embeddings"),
        ("pathPrefix: /v1/chat", "", CHAT, CHAT),
        ("pathPrefix: /api", "", "/api/tags", "/api/tags"),
        ("pathPrefix: /apis", "", "/apis/api/tags", "/api/tags"),
        ("pathPrefix: /", "", "/v1/embeddings", "/v1/embeddings"),
        ("exact: /ollama", "", "/ollama", "/ollama"),
        ("regex: /ollama.*", "", "/ollama/x", "/ollama/x"),
        ("pathPrefix: /ollama", "pathPrefix: /v1, ", "/ollama/x", CHAT),
        ("pathPrefix: /ollama", "pathOverride: /fixed, ", "/ollama/x", "/fixed"),
        ("pathPrefix: /ollama/", "", "/ollama/v1/embeddings", "/v1/embeddings"),
    ],
)
def test_which_prefixes_are_mounts(match: str, more: str, path: str, target: str) -> None:
    with ollama() as local:
        ai = f"{{name: o, hostOverride: 'localhost:{local.port}', {more}provider: {{openAI: {{}}}}}}"
        route = f"{{matches: [{{path: {{{match}}}}}], backends: [{{ai: {ai}}}]}}"
        with running(f"binds: [{{port: PORT, listeners: [{{routes: [{route}]}}]}}]") as gateway:
            gateway.ask(path, chat(input="x"))
        assert [each.target for each in local.asked] == [target]


@pytest.mark.parametrize(
    ("path", "sent", "target"),
    [("prefix: /", "/ollama/v1/embeddings", "/v1/embeddings"), ("full: /v1/embeddings", "/ollama", "/v1/embeddings")],
)
def test_a_rewritten_path_is_taken_as_it_is(path: str, sent: str, target: str) -> None:
    for compat in ("guide", "1.4"):
        with ollama() as local:
            ai = f"{{name: o, hostOverride: 'localhost:{local.port}', provider: {{openAI: {{}}}}}}"
            route = (
                f"{{matches: [{{path: {{pathPrefix: /ollama}}}}], backends: [{{ai: {ai}}}],"
                f" policies: {{urlRewrite: {{path: {{{path}}}}}, ai: {{routes: {{'*': embeddings}}}}}}}}"
            )
            with running(f"binds: [{{port: PORT, listeners: [{{routes: [{route}]}}]}}]", compat) as gateway:
                gateway.ask(sent, {"model": "nomic-embed-text", "input": "x"})
            assert [each.target for each in local.asked] == [target]


def test_both_mounts_of_the_guide_lead_to_their_models() -> None:
    with staged("kubernetes-multiple", "guide") as stage:
        for path in ("/ollama/llama", "/ollama/mistral", "/ollama/mistral/v1/chat/completions"):
            assert stage.gateway.ask(path, chat(None)).status == 200
        assert [(each.target, each.model) for each in stage.local.asked] == [
            (CHAT, "llama3.2"),
            (CHAT, "mistral"),
            (CHAT, "mistral"),
        ]
