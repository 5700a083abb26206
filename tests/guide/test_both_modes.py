"""What does not differ: ports that are taken, keys that are not run yet, and everything the table does not name."""

from __future__ import annotations

import json
import socket

import pytest

from agwctl.errors import ExitCode
from tests.guide.stage import CHAT, CONFIGS, chat, config, staged
from tests.proxy.process import serve
from tests.proxy.running import loaded, running
from tests.proxy.upstream import reply, upstream

MODES = ("guide", "1.4")


@pytest.mark.parametrize("compat", MODES)
@pytest.mark.parametrize("name", sorted(path.stem for path in CONFIGS.glob("*.yaml")))
def test_every_configuration_of_the_guides_is_served(name: str, compat: str) -> None:
    """As it stands, to the byte; only its ports are moved."""
    loaded((CONFIGS / f"{name}.yaml").read_text("utf-8"))
    with staged(name, compat) as stage:
        assert stage.gateway.ask("/nowhere", chat()).status in (200, 404)


@pytest.mark.parametrize("compat", MODES)
def test_a_data_port_that_is_taken_ends_the_start(compat: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = serve("--compat", compat, "-c", config("basic", 1).replace("PORT", str(port)))
    assert done.returncode == ExitCode.CANNOT_RUN
    assert f"port {port}" in done.stderr


@pytest.mark.parametrize("compat", MODES)
@pytest.mark.parametrize(
    ("after", "more", "pointer"),
    [
        ("- policies:", "        apiKey: {keys: [{key: a}]}", "binds[0].listeners[0].routes[0].policies.apiKey"),
        ("- policies:", "        cors: {allowOrigins: ['*']}", "binds[0].listeners[0].routes[0].policies.cors"),
        ("- policies:", "        backendTLS: {}", "binds[0].listeners[0].routes[0].policies.backendTLS"),
    ],
)
def test_a_key_that_is_not_run_yet_ends_the_start(compat: str, after: str, more: str, pointer: str) -> None:
    text = config("basic", 1).replace("PORT", "3999").replace(after, f"{after}\n{more}")
    done = serve("--compat", compat, "-c", text)
    assert done.returncode == ExitCode.CANNOT_RUN
    assert f"does not run yet: {pointer}" in done.stderr


@pytest.mark.parametrize("compat", MODES)
def test_usage_of_streams_is_asked_for(compat: str) -> None:
    with staged("basic", compat) as stage:
        stage.gateway.ask(CHAT, chat(stream=True))
        stage.gateway.ask(CHAT, chat(stream=True, stream_options={"include_usage": False}))
        assert [each.body["stream_options"] for each in stage.local.asked] == [
            {"include_usage": True},
            {"include_usage": False},
        ]


@pytest.mark.parametrize("compat", MODES)
def test_headers_go_on_as_they_come(compat: str) -> None:
    with upstream(reply(200, {"model": "m", "choices": []}, "x-up: 1")) as behind:
        with running(config("basic", behind.port), compat) as gateway:
            answer = gateway.ask(CHAT, chat(), headers={"authorization": "Bearer t", "x-own": "1", "user-agent": "u"})
        seen = dict(behind.last.headers)
    assert [seen[name] for name in ("authorization", "x-own", "user-agent")] == ["Bearer t", "1", "u"]
    assert seen["host"] == f"localhost:{behind.port}"
    assert not {"via", "forwarded", "x-forwarded-for", "x-request-id"} & seen.keys()
    assert dict(answer.headers)["x-up"] == "1"


@pytest.mark.parametrize("compat", MODES)
def test_the_log_and_an_unknown_model(compat: str) -> None:
    with staged("model-omitted", compat) as stage:
        answer = stage.gateway.ask(CHAT, chat("nobody"))
        fields = stage.gateway.fields()
    assert (answer.status, json.loads(answer.body)["error"]["message"]) == (404, "model 'nobody' not found")
    assert (fields["http.status"], fields["gen_ai.request.model"], fields.get("reason")) == ("404", "nobody", None)
