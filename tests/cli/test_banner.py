"""The start-up banner: where it listens, what goes where, and a request that can be pasted and works."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from agwctl.cli.banner import banner, warnings
from agwctl.compat import GUIDE
from agwctl.proxy.gateway import Gateway, GatewayOptions
from tests.proxy.running import QUIET, loaded, running
from tests.proxy.upstream import Upstream, reply, upstream

LLM = "backends: [{ai: {name: n, hostOverride: 'localhost:11434', provider: {openAI: {%s}}}}]"


@contextmanager
def unopened(text: str, environ: dict[str, str] | None = None) -> Iterator[Gateway]:
    environ = QUIET if environ is None else environ
    gateway = Gateway(loaded(text, environ), GatewayOptions(GUIDE, lambda line: None, print, environ=environ))
    try:
        yield gateway
    finally:
        gateway.stop()


def shown(text: str, listen: str | None = None, environ: dict[str, str] | None = None) -> list[str]:
    with unopened(text, environ) as gateway:
        return list(banner(gateway, "gw.yaml", "guide", listen))


def bind(routes: str, listener: str = "", port: str = "3000") -> str:
    return f"binds: [{{port: {port}, listeners: [{{{listener} routes: [{routes}]}}]}}]"


def test_everything_is_named() -> None:
    text = f"""
    binds:
    - port: 3000
      listeners:
      - hostname: ai.test
        routes:
        - {{{LLM % "model: llama3.2"}}}
        - matches: [{{path: {{exact: /x}}, method: GET}}, {{path: {{pathPrefix: /y}}}}]
          backends: [{{host: 'a:1'}}, {{host: 'b:2'}}]
      - routes: [{{hostnames: [h.test], policies: {{directResponse: {{status: 200}}}}}}]
    - port: 3001
      listeners: []
    llm: {{port: 4444, models: [{{name: '*', provider: ollama}}, {{name: mistral, provider: ollama}}]}}
    """
    lines = shown(text, environ={})
    assert lines[1:-2] == [
        "  http://ai.test:3000",
        "    /* → localhost:11434 (openai API, model llama3.2)",
        "    GET = /x, /y/* → a:1, b:2",
        "  http://localhost:3000",
        "    h.test /* → answered here",
        "  http://localhost:3001",
        "    no routes: every request is answered 404",
        "  http://localhost:4444",
        "    models mistral, *",
        "  admin     http://localhost:15000/quitquitquit",
        "  stats     http://127.0.0.1:15020/metrics",
        "  readiness http://127.0.0.1:15021/healthz/ready",
    ]
    assert lines[0].endswith("serves gw.yaml (--compat guide)")
    assert lines[-1] == "stop it: ^C"


@pytest.mark.parametrize(
    ("listen", "url"),
    [
        (None, "http://localhost:3000"),
        ("127.0.0.1", "http://127.0.0.1:3000"),
        ("::1", "http://[::1]:3000"),
        ("::", "http://localhost:3000"),
        ("0.0.0.0", "http://localhost:3000"),
        ("10.0.0.7", "http://10.0.0.7:3000"),
    ],
)
def test_addresses(listen: str | None, url: str) -> None:
    assert shown(bind("{backends: []}"), listen)[1] == f"  {url}"


def test_a_socket_is_no_url() -> None:
    lines = shown("{}", environ={**QUIET, "STATS_ADDR": "unix:/run/stats"})
    assert lines[1] == "  stats     unix:/run/stats /metrics"


@pytest.mark.parametrize(
    ("text", "listen", "warning"),
    [
        (bind(""), None, "port 3000: open to the whole network"),
        (bind(""), "0.0.0.0", "port 3000: open to the whole network"),
        (bind(""), "::", "port 3000: open to the whole network"),
        (bind("") + "\nllm: {models: [{name: m, provider: ollama}]}", None, "ports 3000, 4000: open"),
        (bind(""), "127.0.0.1", None),
        (bind(""), "127.1.2.3", None),
        (bind(""), "::1", None),
        ("{}", None, "no port is open for requests"),
    ],
)
def test_warnings(text: str, listen: str | None, warning: str | None) -> None:
    with unopened(text) as gateway:
        found = [message for message, _ in warnings(gateway, listen)]
    assert len(found) == (warning is not None)
    assert all(message.startswith(warning or "") for message in found)


@pytest.mark.parametrize(
    ("backend", "warned"),
    [
        ("host: 'localhost:3000'", True),
        ("host: '127.0.0.1:3000'", True),
        ("ai: {name: n, hostOverride: 'localhost:3000', provider: {openAI: {}}}", True),
        ("host: 'localhost:3001'", False),
        ("host: '10.0.0.7:3000'", False),
        ("host: 'ollama:3000'", False),
        ("host: 'unix:/run/x'", False),
        ("invalid: null", False),
    ],
)
def test_a_port_that_is_its_own_upstream(backend: str, warned: bool) -> None:
    """As when the guides' two uses of 8080, Ollama's and the gateway's, meet on one machine."""
    with unopened(
        bind(f"{{backends: [{{{backend}}}]}}, {{matches: [{{path: {{exact: /}}}}], backends: [{{{backend}}}]}}")
    ) as gateway:
        found = list(warnings(gateway, "127.0.0.1"))
    assert len(found) == warned
    if warned:
        assert found[0][0].startswith("port 3000 sends requests to itself: ")


MODELS = "llm: {port: PORT, models: [{name: 'gpt-*', provider: ollama}, {name: mistral, provider: ollama}]}"


@pytest.fixture
def behind() -> Iterator[Upstream]:
    with upstream(reply(200, {"model": "m", "choices": []})) as server:
        yield server


@pytest.mark.parametrize(
    ("text", "model"),
    [
        (bind("{" + LLM % "" + "}", port="PORT"), "llama3.2"),
        (bind("{" + LLM % "model: mistral" + "}", port="PORT"), "mistral"),
        (bind("{matches: [{path: {pathPrefix: /ollama/}}], " + LLM % "" + "}", port="PORT"), "llama3.2"),
        (bind("{matches: [{path: {exact: /my/chat}}], " + LLM % "" + "}", port="PORT"), "llama3.2"),
        (bind("{hostnames: [h.test], " + LLM % "" + "}", port="PORT"), "llama3.2"),
        (bind("{hostnames: ['*.h.test'], " + LLM % "" + "}", port="PORT"), "llama3.2"),
        (bind("{" + LLM % "" + "}", "hostname: l.test,", "PORT"), "llama3.2"),
        (
            bind("{backends: [{host: 'a:1'}], matches: [{path: {exact: /}}]}, {" + LLM % "" + "}", port="PORT"),
            "llama3.2",
        ),
        (MODELS.replace("ollama}", "ollama, params: {baseUrl: 'http://localhost:11434'}}"), "mistral"),
    ],
)
def test_the_request_to_paste_works(behind: Upstream, text: str, model: str) -> None:
    with running(text.replace("localhost:11434", behind.address)) as serving:
        (line,) = (line for line in banner(serving.gateway, "x", "guide", "127.0.0.1") if line.startswith("try it: "))
        _, _, command, url, *options = shlex.split(line)
        assert command == "curl"
        headers = dict(option.split(": ") for option in options[1::2] if ": " in option and option[0] != "{")
        answer = serving.ask(
            url.removeprefix(f"http://127.0.0.1:{serving.port}"), json.loads(options[-1]), headers=headers
        )
    assert answer.status == 200, answer.body
    assert behind.last.json["model"] == model


def test_without_an_llm_there_is_nothing_to_paste() -> None:
    assert not any(line.startswith("try it") for line in shown(bind("{backends: [{host: 'a:1'}]}")))
