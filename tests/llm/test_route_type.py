"""What a path says about a request: the configured map, the built-in one, and guide mode's reading."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.llm.route_type import LLM_SECTION, LLM_SECTION_DETECT, RouteType, by_path, by_suffix, suffix_table

C, E, R, P, D = (
    RouteType.COMPLETIONS,
    RouteType.EMBEDDINGS,
    RouteType.RESPONSES,
    RouteType.PASSTHROUGH,
    RouteType.DETECT,
)


@pytest.mark.parametrize(
    ("routes", "path", "kind"),
    [
        ({}, "/v1/embeddings", C),
        ({}, "/", C),
        ({"/v1/embeddings": "embeddings", "*": "passthrough"}, "/deep/v1/embeddings", E),
        ({"/v1/embeddings": "embeddings", "*": "passthrough"}, "/v1/embeddings/", P),
        ({"/v1/embeddings": "embeddings"}, "/v1/models", C),
        ({"/v1/models": "models"}, "/v1/models", RouteType.MODELS),
        ({"/completions": "passthrough", "/chat/completions": "completions"}, "/v1/chat/completions", C),
        ({"/chat/completions": "completions", "/completions": "passthrough"}, "/v1/completions", P),
        ({"*": "messages"}, "/anything", RouteType.MESSAGES),
    ],
)
def test_the_longest_end_of_the_path_decides(routes: dict[str, str], path: str, kind: RouteType) -> None:
    assert by_suffix(suffix_table(routes), path) is kind


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/v1/chat/completions", C),
        ("/openai/v1/chat/completions", C),
        ("/v1/embeddings", E),
        ("/v1/responses", R),
        ("/v1/responses/compact", D),
        ("/v1/images/generations", D),
        ("/v1/images/edits", D),
        ("/v1/images/variations", D),
        ("/v1/messages", RouteType.MESSAGES),
        ("/projects/p/models/claude:rawPredict", RouteType.MESSAGES),
        ("/v1/rerank", RouteType.RERANK),
        ("/v2/rerank", RouteType.RERANK),
    ],
)
def test_the_llm_sections_map(path: str, kind: RouteType) -> None:
    assert by_suffix(LLM_SECTION, path) is kind
    assert by_suffix(LLM_SECTION_DETECT, path) is kind


@pytest.mark.parametrize(
    "path",
    ["/chat/completions", "/v1/chat/completions/", "/v1/completions", "/v1/messages/count_tokens", "/api/chat", "/"],
)
def test_what_the_llm_sections_map_leaves_open(path: str) -> None:
    assert by_suffix(LLM_SECTION, path) is P
    assert by_suffix(LLM_SECTION_DETECT, path) is D


@pytest.mark.parametrize(
    ("path", "kind", "corrected"),
    [
        ("/v1/chat/completions", C, None),
        ("/chat/completions", C, "/v1/chat/completions"),
        ("/v1/v1/chat/completions", C, "/v1/chat/completions"),
        ("/v1/embeddings", E, None),
        ("/embeddings", E, "/v1/embeddings"),
        ("/v1/v1/embeddings", E, "/v1/embeddings"),
        ("/responses", R, "/v1/responses"),
        ("/deep/v1/embeddings", E, None),
        ("/openai/deployments/x/chat/completions", C, None),
        ("/v1/messages", P, None),
        ("/messages", P, "/v1/messages"),
        ("/v1/messages/count_tokens", P, None),
        ("/v1/completions", P, None),
        ("/v1/models", P, None),
        ("/v1/chat/completions/", P, None),
        ("/api/chat", P, None),
        ("/api/generate", P, None),
        ("/v1/images/generations", D, None),
        ("/", C, None),
        ("/what/ever", C, None),
        ("/apix", C, None),
        ("/v1", C, None),
    ],
)
def test_guide_mode_reads_the_clients_path(path: str, kind: RouteType, corrected: str | None) -> None:
    assert by_path("POST", path, client_path=True) == (kind, corrected or path)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/chat/completions", C),
        ("/embeddings", C),
        ("/v1/embeddings", E),
        ("/v1/messages", C),
        ("/v1/v1/embeddings", E),
        ("/v1/completions", P),
        ("/anything", C),
    ],
)
def test_where_the_path_is_configured_nothing_is_corrected(path: str, kind: RouteType) -> None:
    assert by_path("POST", path, client_path=False) == (kind, path)


@given(
    method=st.sampled_from(["GET", "PUT", "DELETE", "HEAD", "OPTIONS", "post"]), path=st.text(), client=st.booleans()
)
def test_what_is_no_post_passes_untouched(method: str, path: str, client: bool) -> None:
    assert by_path(method, path, client_path=client) == (P, path)


SEGMENTS = st.lists(
    st.sampled_from(["v1", "api", "chat", "completions", "embeddings", "responses", "messages", "x", ""])
)


@given(path=SEGMENTS.map(lambda parts: "/" + "/".join(parts)), client=st.booleans())
def test_every_path_has_a_type_and_a_corrected_one_stays(path: str, client: bool) -> None:
    kind, corrected = by_path("POST", path, client_path=client)
    assert by_path("POST", corrected, client_path=client) == (kind, corrected)
    assert isinstance(by_suffix(LLM_SECTION, path), RouteType)
    assert by_suffix(suffix_table({}), path) is C
