"""Backends: where they are, which Host they see, which of several layers of policies counts."""

from __future__ import annotations

from typing import Any

import pytest

from agwctl.llm.route_type import RouteType, by_suffix
from agwctl.proxy.compile import compile_ports
from agwctl.proxy.compile_backend import host_target
from agwctl.proxy.failure import Failure
from agwctl.proxy.route import AiTarget, Backend, HostTarget
from tests.proxy.exchanges import exchange, indented
from tests.proxy.running import loaded


def backends(route: str, named: str = "") -> tuple[Backend, ...]:
    """Those of the only route of a configuration."""
    text = f"{named}\nbinds:\n- port: 3000\n  listeners:\n  - routes:\n    -\n{indented(route, 6)}\n"
    return compile_ports(loaded(text))[0].rules[0].route.backends


def ai(text: str, policies: str = "") -> Any:
    (backend,) = backends(f"{policies}\nbackends:\n- ai:\n{indented(text, 4)}")
    return backend.target


@pytest.mark.parametrize(
    ("host", "origin", "auto_host"),
    [
        ("localhost:11434", ("localhost", 11434), b"localhost"),
        ("ollama.internal:80", ("ollama.internal", 80), b"ollama.internal"),
        ("127.0.0.1:11434", ("127.0.0.1", 11434), None),
        ("unix:/run/o.sock", ("unix:/run/o.sock", 0), None),
    ],
)
def test_a_name_becomes_the_host_and_an_address_does_not(
    host: str, origin: tuple[str, int], auto_host: bytes | None
) -> None:
    (backend,) = backends(f"backends:\n- host: {host}")
    assert isinstance(backend.target, HostTarget)
    assert (tuple(backend.target.origin)[:2], backend.target.auto_host) == (origin, auto_host)
    assert backend.target.endpoint == host


def test_weights() -> None:
    found = backends("backends: [{host: 'a:1'}, {host: 'b:1', weight: 0}, {host: 'c:1', weight: 7}]")
    assert [backend.weight for backend in found] == [1, 0, 7]
    assert [backend.name[-8:] for backend in found] == ["backend0", "backend1", "backend2"]


NAMED = "backends: [{name: ollama, host: 'localhost:11434'}]"


def test_a_named_backend_is_called_by_its_name() -> None:
    (backend,) = backends("backends: [{backend: /ollama, weight: 3}]", NAMED)
    assert (backend.name, backend.weight) == ("/ollama", 3)
    assert isinstance(backend.target, HostTarget)


@pytest.mark.parametrize(
    ("route", "status", "text"),
    [
        ("backends: [{invalid: null}]", 500, "backend does not exist"),
        ("backends: [{service: {name: default/x, port: 80}}]", 500, "service not found"),
        (
            "backends: [{ai: {name: n, provider: {custom: {formats: [{type: completions}]}}}}]",
            503,
            "custom providers require an explicit host override",
        ),
    ],
)
def test_what_cannot_be_reached_is_said_when_asked(route: str, status: int, text: str) -> None:
    (backend,) = backends(route)
    assert isinstance(backend.target, Failure)
    assert backend.target.status == status
    assert text in backend.target.text


OPEN_AI = "name: n\nhostOverride: localhost:11434\nprovider: {openAI: {}}"


def test_an_openai_provider() -> None:
    target = ai(OPEN_AI)
    assert (target.provider, target.model, target.types, target.leaves_path) == ("openai", None, None, True)
    assert target.path.target(RouteType.COMPLETIONS, "/any/path?x=1") == "/any/path?x=1"
    assert RouteType.EMBEDDINGS in target.formats
    assert ai("name: n\nhostOverride: a:1\nprovider: {openAI: {model: llama3.2}}").model == "llama3.2"


@pytest.mark.parametrize(
    ("more", "sent"),
    [
        ("pathPrefix: /api/v1/", "/api/v1/chat/completions?x=1"),
        ("pathPrefix: ''", "/chat/completions?x=1"),
        ("pathOverride: /fixed?y=2", "/fixed?y=2"),
    ],
)
def test_paths_of_one_s_own(more: str, sent: str) -> None:
    target = ai(f"{OPEN_AI}\n{more}")
    assert target.path.target(RouteType.COMPLETIONS, "/any?x=1") == sent
    assert not target.leaves_path


def test_a_custom_provider() -> None:
    target = ai(
        "name: n\nhostOverride: a:1\nprovider:\n  custom:\n    model: m\n    providerOverride: mine\n"
        "    formats: [{type: completions, path: /c}, {type: embeddings}]"
    )
    assert (target.provider, target.model) == ("mine", "m")
    assert set(target.formats) == {RouteType.COMPLETIONS, RouteType.EMBEDDINGS}
    assert target.path.target(RouteType.COMPLETIONS, "/any") == "/c"
    assert target.path.target(RouteType.EMBEDDINGS, "/any") == "/v1/embeddings"


@pytest.mark.parametrize(
    ("policies", "own", "kind"),
    [
        ("policies: {ai: {routes: {/x: embeddings}}}", "", RouteType.EMBEDDINGS),
        ("", "policies: {ai: {routes: {/x: passthrough}}}", RouteType.PASSTHROUGH),
        ("policies: {ai: {routes: {/x: embeddings}}}", "policies: {ai: {routes: {/x: detect}}}", RouteType.DETECT),
        ("policies: {ai: {routes: {/x: embeddings}}}", "policies: {ai: {}}", RouteType.EMBEDDINGS),
    ],
)
def test_whose_route_types_count(policies: str, own: str, kind: RouteType) -> None:
    target = ai(f"{OPEN_AI}\n{own}", policies)
    assert isinstance(target, AiTarget)
    assert target.types is not None
    assert by_suffix(target.types, "/a/x") is kind
    assert by_suffix(target.types, "/other") is RouteType.COMPLETIONS


KEY = "backendAuth: {key: %s}"


@pytest.mark.parametrize(
    ("route", "named", "inline", "sent"),
    [
        ("route", None, None, b"Bearer route"),
        ("route", "named", None, b"Bearer named"),
        ("route", "named", "inline", b"Bearer inline"),
        (None, "named", None, b"Bearer named"),
        (None, None, None, None),
    ],
)
def test_the_layer_nearest_to_the_backend_counts(
    route: str | None, named: str | None, inline: str | None, sent: bytes | None
) -> None:
    def policies(key: str | None) -> str:
        return f", policies: {{{KEY % key}}}" if key else ""

    top = f"policies: {{{KEY % route}}}\n" if route else ""
    (backend,) = backends(
        f"{top}backends: [{{backend: /o{policies(inline)}}}]",
        f"backends: [{{name: o, host: 'a:1'{policies(named)}}}]",
    )
    asked = exchange()
    for run in backend.request_filters:
        run(asked)
    assert asked.headers.get(b"authorization") == sent


def test_the_backend_s_timeout() -> None:
    (backend,) = backends("backends: [{host: 'a:1', policies: {http: {requestTimeout: 1500ms}}}]")
    assert backend.timeout == 1.5


def test_an_address_with_a_zone_or_name_keeps_its_spelling() -> None:
    route = loaded("binds: [{port: 1, listeners: [{routes: [{backends: [{host: 'Ollama.Local:1'}]}]}]}]")
    found = route.binds[0].listeners[0].routes
    assert found is not None
    where = found[0].backends[0].host
    assert where is not None
    assert host_target(where).auto_host == b"Ollama.Local"
