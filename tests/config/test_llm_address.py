"""Where a model's requests go, for each way to say it."""

from __future__ import annotations

import pytest

from agwctl.config.llm_address import llm_address
from agwctl.config.load import load_text


@pytest.mark.parametrize(
    ("model", "host", "prefix", "said_by"),
    [
        ("provider: ollama", "localhost:11434", "/v1", "ollama"),
        ("provider: ollama, params: {pathPrefix: /p}", "localhost:11434", "/p", "ollama"),
        ('provider: ollama, params: {baseUrl: "http://Box:1/a/"}', "box:1", "/a", '"http://Box:1/a/"'),
        ('provider: ollama, params: {baseUrl: "http://box"}', "box:80", None, '"http://box"'),
        ('provider: ollama, params: {hostOverride: "box:1"}', "box:1", None, '"box:1"'),
        ('provider: openai, params: {hostOverride: "b:1", baseUrl: "http://c/x"}', "b:1", "/x", '"b:1"'),
        ('provider: openai, params: {pathPrefix: /p, baseUrl: "http://c/x"}', "c:80", "/p", '"http://c/x"'),
        ('provider: openai, params: {pathOverride: /p, baseUrl: "http://c/x"}', "c:80", None, '"http://c/x"'),
    ],
)
def test_address(model, host, prefix, said_by):
    loaded = load_text(f"llm: {{models: [{{name: m, {model}}}]}}")
    assert loaded.config is not None and loaded.config.llm is not None
    found = llm_address(loaded.config.llm.models[0])
    assert found is not None
    assert (str(found.host), found.prefix) == (host, prefix)
    assert loaded.source.parsed[found.node.start : found.node.end] == said_by
    assert (found.url is not None) == said_by.startswith('"http')


@pytest.mark.parametrize("model", ["provider: openai", "provider: ollama, params: {pathOverride: /x}"])
def test_only_the_vendors_address_is_left(model):
    loaded = load_text(f"llm: {{models: [{{name: m, {model}}}]}}")
    assert loaded.config is not None and loaded.config.llm is not None
    assert llm_address(loaded.config.llm.models[0]) is None
