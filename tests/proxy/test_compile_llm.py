"""Models of the `llm` section: where each is, what is sent there, and in which order they are tried."""

from __future__ import annotations

from typing import Any

import pytest

from agwctl.llm.route_type import RouteType, by_suffix
from agwctl.proxy.compile_llm import compile_router
from agwctl.proxy.route import AiTarget, Backend
from tests.proxy.exchanges import exchange
from tests.proxy.running import loaded


def backend(model: str, asked: str = "m", **request: Any) -> Backend:
    """That of the model which a request for `asked` gets."""
    config = loaded(f"llm: {{models: [{model}]}}").llm
    assert config is not None
    chosen = compile_router(config).choose(
        exchange("/v1/chat/completions", "POST", body=b'{"model":"%s"}' % asked.encode(), **request), 1000
    )
    assert isinstance(chosen, Backend)
    return chosen


def target(model: str) -> AiTarget:
    found = backend(model).target
    assert isinstance(found, AiTarget)
    return found


@pytest.mark.parametrize(
    ("model", "endpoint", "sent", "host"),
    [
        ("{name: m, provider: ollama}", "localhost:11434", "/v1/chat/completions", b"localhost"),
        (
            "{name: m, provider: ollama, params: {baseUrl: 'http://127.0.0.1:9/v1'}}",
            "127.0.0.1:9",
            "/v1/chat/completions",
            None,
        ),
        (
            "{name: m, provider: ollama, params: {baseUrl: 'http://127.0.0.1:9/deep/v1/'}}",
            "127.0.0.1:9",
            "/deep/v1/chat/completions",
            None,
        ),
        (
            "{name: m, provider: ollama, params: {baseUrl: 'http://o.test'}}",
            "o.test:80",
            "/v1/chat/completions",
            b"o.test",
        ),
        (
            "{name: m, provider: ollama, params: {hostOverride: 'a:1'}}",
            "a:1",
            "/v1/chat/completions",
            b"a",
        ),
        (
            "{name: m, provider: openai, params: {hostOverride: 'a:1'}}",
            "a:1",
            "/v1/chat/completions",
            b"a",
        ),
        (
            "{name: m, provider: openai, params: {hostOverride: 'a:1', pathPrefix: /p}}",
            "a:1",
            "/p/chat/completions",
            b"a",
        ),
        (
            "{name: m, provider: openai, params: {baseUrl: 'http://a:1/p', hostOverride: 'b:2'}}",
            "b:2",
            "/p/chat/completions",
            b"b",
        ),
        ("{name: m, provider: ollama, params: {hostOverride: 'a:1', pathOverride: /fix}}", "a:1", "/fix", b"a"),
        (
            "{name: m, provider: {custom: {formats: [{type: completions, path: /c}]}}, params: {hostOverride: 'a:1'}}",
            "a:1",
            "/c",
            b"a",
        ),
    ],
)
def test_where_a_model_is(model: str, endpoint: str, sent: str, host: bytes | None) -> None:
    found = target(model)
    assert (found.host.endpoint, found.host.auto_host) == (endpoint, host)
    assert found.path.target(RouteType.COMPLETIONS, "/v1/chat/completions") == sent


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("{name: m, provider: ollama}", "ollama"),
        ("{name: m, provider: openai, params: {hostOverride: 'a:1'}}", "openai"),
        ("{name: m, provider: {custom: {formats: [{type: completions}]}}, params: {hostOverride: 'a:1'}}", "custom"),
        (
            "{name: m, provider: {custom: {formats: [{type: completions}], providerOverride: mine}},"
            " params: {hostOverride: 'a:1'}}",
            "mine",
        ),
    ],
)
def test_what_metrics_call_the_provider(model: str, name: str) -> None:
    assert target(model).provider == name


def test_the_configured_model_is_fixed_and_its_types_are_built_in() -> None:
    found = target("{name: m, provider: ollama, params: {model: llama3.2}}")
    assert (found.model, found.model_is_fixed) == ("llama3.2", True)
    assert found.types is not None
    assert by_suffix(found.types, "/api/tags") is RouteType.PASSTHROUGH
    assert by_suffix(found.types, "/v1/embeddings") is RouteType.EMBEDDINGS
    detecting = target("{name: m, provider: ollama, passthrough: detect}").types
    assert detecting is not None
    assert by_suffix(detecting, "/api/tags") is RouteType.DETECT


def test_policies_of_a_model() -> None:
    found = backend(
        "{name: m, provider: ollama, params: {apiKey: s3cret}, requestHeaders: {set: {x-team: a}},"
        " responseHeaders: {set: {x-by: b}}}"
    )
    asked = exchange(headers=[("authorization", "Bearer client")])
    for run in found.request_filters:
        run(asked)
    for change in found.response_filters:
        change(asked.headers)
    fields = dict(asked.headers.items)
    assert (fields[b"authorization"], fields[b"x-team"], fields[b"x-by"]) == (b"Bearer s3cret", b"a", b"b")


@pytest.mark.parametrize(
    ("asked", "headers", "name"),
    [
        ("llama3.2", [], "/llm:model:llama3.2:0"),
        ("llama3.1", [("x", "1")], "/llm:model:llama*:1"),
        ("llama3.1", [], "/llm:model:llama*:2"),
        ("codellama", [], "/llm:model:*llama:3"),
        ("mistral", [], "/llm:model:*:4"),
    ],
)
def test_more_literal_names_first_then_as_written(asked: str, headers: list[tuple[str, str]], name: str) -> None:
    models = (
        "{name: '*', provider: ollama},"
        "{name: 'llama*', provider: ollama, matches: [{headers: [{name: X, value: {exact: '1'}}]}]},"
        "{name: 'llama*', provider: ollama},"
        "{name: '*llama', provider: ollama},"
        "{name: llama3.2, provider: ollama}"
    )
    assert backend(models, asked, headers=headers).name == name
