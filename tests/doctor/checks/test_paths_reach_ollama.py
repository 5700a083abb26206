"""Where chats arrive: what the gateway that runs shows, and what the linter says without one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.compat import RELEASE
from agwctl.doctor.check import Status
from agwctl.doctor.checks.paths_reach_ollama import run
from tests.doctor.gateways import BASIC, TOO_SHORT, answered, behind, known, text
from tests.doctor.healthy import answer, healthy

MOUNTED = BASIC.replace(
    "  - routes:\n    - backends:", "  - routes:\n    - matches: [{path: {pathPrefix: /ollama}}]\n      backends:"
)
SECTION = "llm:\n  models:\n  - {name: a, provider: ollama, params: {baseUrl: 'http://127.0.0.1:11434%s'}}\n"
NOWHERE = text(404, "404 page not found\n")


@pytest.mark.parametrize(
    ("yaml", "id"),
    [(MOUNTED, "E04"), (SECTION % "/v1/v1", "E02"), (SECTION % "/openai", "E01")],
)
def test_a_chat_that_goes_astray(yaml, id):
    configured = known(yaml, RELEASE)
    found = run(behind(answered(configured, NOWHERE), configured))
    assert (found.status, found.ids) == (Status.FAIL, (id,))
    call = configured.calls[0]
    assert found.evidence == (
        f"POST {call.path} without messages: 404 text/plain: 404 page not found",
        f"{call.where}: by the configuration {call.upstream_path} arrives",
    )
    assert found.fixes[0].commands == ("agwctl validate gw.yaml",)


def test_a_prefix_that_only_agwctl_takes_off():
    """The file was read as agwctl reads it, and agentgateway runs it."""
    configured = known(MOUNTED)
    found = run(behind(answered(configured, NOWHERE), configured))
    assert (found.status, found.ids) == (Status.FAIL, ("E04",))
    assert found.evidence[1].endswith(
        "agwctl takes off what stands before /v1/chat/completions, agentgateway 1.4 does not"
    )
    assert "urlRewrite.path" in found.fixes[0].title


@pytest.mark.parametrize(
    ("path", "upstream_path", "id"),
    [
        ("/chat/completions", "/chat/completions", "E01"),
        ("/v1/chat/completions", "/chat/completions", "E01"),
        ("/ollama/v1/chat/completions", "/ollama/v1/chat/completions", "E04"),
        ("/v1/chat/completions", "/v1/v1/chat/completions", "E02"),
    ],
)
def test_what_the_path_tells(path, upstream_path, id):
    configured = known()
    astray = replace(configured, calls=(replace(configured.calls[0], path=path, upstream_path=upstream_path),))
    assert run(behind(answered(astray, NOWHERE), astray)).ids == (id,)


def test_what_arrives_is_believed():
    """The linter follows agentgateway 1.4; this gateway takes the prefix off."""
    configured = known(MOUNTED)
    found = run(behind(answered(configured, answer(400, TOO_SHORT)), configured))
    assert (found.status, found.ids) == (Status.PASS, ())
    assert "/ollama/v1/chat/completions reaches Ollama" in found.summary


def test_without_a_gateway_the_linter_is_believed():
    found = run(behind(None, known(SECTION % "/v1/v1")))
    assert (found.status, found.ids) == (Status.FAIL, ("E02",))


def test_nothing_to_say():
    assert run(healthy()).ids == ()
    configured = known()
    assert run(behind(answered(configured, text(503, "upstream call failed: x")), configured)).ids == ()
    assert run(behind(replace(answered(configured, NOWHERE), calls={}), configured)).ids == ()
