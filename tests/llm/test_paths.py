"""Where requests arrive on the upstream, as recorded from agentgateway 1.4.1."""

from __future__ import annotations

import pytest

from agwctl.llm.paths import UpstreamPath, below_mount
from agwctl.llm.route_type import RouteType

C, E, P, D = RouteType.COMPLETIONS, RouteType.EMBEDDINGS, RouteType.PASSTHROUGH, RouteType.DETECT
OPENAI = UpstreamPath(openai=True)
OLLAMA = UpstreamPath(openai=False, prefix="/v1")


@pytest.mark.parametrize(
    ("provider", "kind", "target", "upstream"),
    [
        (OPENAI, C, "/ollama?x=1", "/ollama?x=1"),
        (OPENAI, C, "/what/ever?x=1", "/what/ever?x=1"),
        (OPENAI, E, "/deep/v1/embeddings?x=1", "/deep/v1/embeddings?x=1"),
        (OPENAI, P, "/api/tags?x=1", "/api/tags?x=1"),
        (UpstreamPath(openai=True, prefix="/v1"), C, "/prefix/anything?x=1", "/v1/chat/completions?x=1"),
        (UpstreamPath(openai=True, prefix="/v1/"), C, "/slash", "/v1/chat/completions"),
        (UpstreamPath(openai=True, prefix=""), C, "/x", "/chat/completions"),
        (UpstreamPath(openai=True, override="/v1/chat/completions"), C, "/x?x=1", "/v1/chat/completions"),
        (UpstreamPath(openai=True, override="/o", prefix="/p"), C, "/both?x=1", "/o"),
        (UpstreamPath(openai=True, override="/?drop=1"), P, "/drops?x=1", "/?drop=1"),
        (UpstreamPath(openai=True, host_override=False), C, "/any?x=1", "/v1/chat/completions?x=1"),
        (UpstreamPath(openai=True, host_override=False), P, "/v1/models", "/v1/models"),
        (UpstreamPath(openai=True, prefix="/p"), P, "/v1/completions?x=1", "/p/completions?x=1"),
        (UpstreamPath(openai=True, prefix="/p"), P, "/api/tags", "/p/api/tags"),
        (UpstreamPath(openai=True, prefix="/p"), P, "/v1x", "/p/v1x"),
        (UpstreamPath(openai=True, prefix="/p"), D, "/v1/detect", "/p/detect"),
        (UpstreamPath(openai=True, prefix="/p"), P, "/v1", "/p"),
        (UpstreamPath(openai=True, prefix="/v1"), P, "/v1/completions", "/v1/completions"),
        (OLLAMA, C, "/openai/v1/chat/completions?x=1", "/v1/chat/completions?x=1"),
        (OLLAMA, E, "/v1/embeddings", "/v1/embeddings"),
        (OLLAMA, P, "/v1/completions", "/v1/v1/completions"),
        (OLLAMA, P, "/chat/completions", "/v1/chat/completions"),
        (OLLAMA, P, "/api/chat", "/v1/api/chat"),
        (OLLAMA, D, "/v1/images/generations", "/v1/v1/images/generations"),
        (UpstreamPath(openai=False), C, "/chat/anything?x=1", "/v1/chat/completions?x=1"),
        (UpstreamPath(openai=False), P, "/pass/api/tags?x=1", "/pass/api/tags?x=1"),
        (UpstreamPath(openai=False, prefix="/deep/api"), C, "/v1/chat/completions", "/deep/api/chat/completions"),
        (UpstreamPath(openai=False, formats={C: "/own"}), C, "/path/anything?x=1", "/own?x=1"),
        (UpstreamPath(openai=False, prefix="/p", formats={C: "/own"}), E, "/x", "/p/embeddings"),
    ],
)
def test_the_upstreams_target(provider: UpstreamPath, kind: RouteType, target: str, upstream: str) -> None:
    assert provider.target(kind, target) == upstream


@pytest.mark.parametrize(
    ("prefix", "method", "path", "rest"),
    [
        ("/ollama", "POST", "/ollama", "/v1/chat/completions"),
        ("/ollama", "POST", "/ollama/", "/v1/chat/completions"),
        ("/ollama/", "POST", "/ollama", "/v1/chat/completions"),
        ("/ollama", "GET", "/ollama", "/"),
        ("/ollama", "GET", "/ollama/api/tags", "/api/tags"),
        ("/ollama/mistral", "POST", "/ollama/mistral/v1/embeddings", "/v1/embeddings"),
    ],
)
def test_a_mount_is_taken_off(prefix: str, method: str, path: str, rest: str) -> None:
    assert below_mount(prefix, method, path) == rest
