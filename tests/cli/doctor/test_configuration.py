"""What the doctor is told of a configuration: findings with their entries, ports, calls, limits, servers."""

from __future__ import annotations

from textwrap import dedent

import pytest

from agwctl.cli.doctor.configuration import configuration, servers
from agwctl.compat import RELEASE
from agwctl.doctor.facts.configuration import Call, Configuration

GUIDE = """\
binds:
- port: 3000
  listeners:
  - routes:
    - policies:
        timeout: {requestTimeout: 30s}
        retry: {attempts: 2, codes: [503]}
      matches:
      - path: {pathPrefix: /ollama}
      backends:
      - ai:
          name: ollama
          hostOverride: localhost:11434
          provider:
            openAI:
              model: llama3.2
"""
SECTION = """\
config:
  adminAddr: localhost:16000
llm:
  models:
  - {name: llama3.2, provider: ollama}
  - {name: "qwen*", provider: ollama, params: {baseUrl: "http://127.0.0.1:11434/v1"}}
  - {name: far, provider: openAI, params: {baseUrl: "http://box:8080/v1"}}
"""


def known(text: str, environ: dict[str, str] | None = None) -> Configuration:
    found = configuration("gw.yaml", dedent(text), environ or {})
    assert found is not None  # it is named
    return found


def ids(found: Configuration, severity: str) -> set[str]:
    return {identity for each in found.findings if each.severity == severity for identity in each.ids}


def test_a_route_with_a_prefix():
    found = known(GUIDE)
    assert found.is_valid
    assert found.calls == (
        Call(3000, "/ollama/v1/chat/completions", "llama3.2", "localhost:11434", "/v1/chat/completions", "gw.yaml:5:7"),
    )
    assert found.prefixes == ("/ollama",)
    assert [(limit.seconds, limit.where) for limit in found.time_limits] == [(30.0, "gw.yaml:6:35")]
    assert ids(found, "warning") >= {"E15", "C08", "E16"}
    assert found.listed_models == ("*",)
    assert not found.has_static_part


def test_the_release_sends_the_prefix_on():
    found = configuration("gw.yaml", GUIDE, {}, RELEASE)
    assert found is not None
    assert [call.upstream_path for call in found.calls] == ["/ollama/v1/chat/completions"]
    assert "E04" in ids(found, "error")


def test_the_models_of_the_section():
    found = known(SECTION)
    assert [(call.port, call.path, call.model, call.upstream, call.is_ollama) for call in found.calls] == [
        (4000, "/v1/chat/completions", "llama3.2", "localhost:11434", True),
        (4000, "/v1/chat/completions", "qwenmodel-of-the-client", "127.0.0.1:11434", True),
        (4000, "/v1/chat/completions", "far", "box:8080", False),
    ]
    assert found.public_names == found.listed_models == ("llama3.2", "qwen*", "far")
    assert found.has_static_part


def test_the_servers():
    found = [(each.url, each.is_ollama, each.origin.where, len(each.models)) for each in servers(known(SECTION))]
    assert found == [
        ("http://localhost:11434", True, "gw.yaml:5:32", 2),
        ("http://box:8080", False, "gw.yaml:7:53", 1),
    ], "localhost and 127.0.0.1 are one"


def test_an_address_to_listen_on():
    """It is told as it stands there, at its place, and dialled as clients can."""
    (server,) = servers(known(GUIDE.replace("localhost:11434", "0.0.0.0:11434")))
    assert server.url == "http://127.0.0.1:11434"
    assert (server.origin.written, server.origin.where) == ("0.0.0.0:11434", "gw.yaml:13:25")


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        (
            SECTION,
            [(4000, "requests", "gw.yaml:3:1"), (16000, "admin", "gw.yaml:2:14"), (15020, "metrics", "gw.yaml"),
             (15021, "readiness", "gw.yaml")],
        ),
        ("config: {adminAddr: off, statsAddr: off, readinessAddr: off}\nllm: {port: 4100, models: []}\n",
         [(4100, "requests", "gw.yaml:2:13")]),
        ("config: {adminAddr: off, statsAddr: off, readinessAddr: off}\ngateways: {default: {port: 80}}\n"
         "llm: {models: []}\n", [(80, "requests", "gw.yaml:2:28")]),
    ],
)  # fmt: skip
def test_the_ports(text, ports):
    assert [(port.port, port.purpose, port.where) for port in known(text).ports] == ports


def test_an_address_of_the_environment():
    assert (17000, "admin") in [(p.port, p.purpose) for p in known(SECTION, {"ADMIN_ADDR": "localhost:17000"}).ports]
    assert known(SECTION, {"ADMIN_ADDR": "what"}).path == "gw.yaml", "one that nobody can read ends nothing"


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("binds:\n- port: 3000\n  routes: []\n", "E10"),
        ("llm: {models: [{name: a, provider: ollama, params: {base_url: x}}]}\n", "E11"),
        ("llm:\n\tmodels: []\n", "E12"),
        ("llm: {port: many, models: []}\n", "E12"),
        ("llm: {port: $PORT_OF_MINE, models: []}\n", "E13"),
        ("binds:\n- {port: 3000, listeners: []}\n- {port: 3000, listeners: []}\n", "E14"),
        ("", "E12"),
    ],
)
def test_what_a_gateway_refuses(text, identity):
    found = known(text)
    assert not found.is_valid
    assert identity in ids(found, "error")
    assert (found.models, found.ports, found.calls) == ((), (), ())


def test_where_requests_go_does_not_depend_on_a_key():
    """That is set for the gateway's service, and not in this shell."""
    found = known(SECTION + "  - {name: gpt, provider: openAI, params: {apiKey: $OPENAI_KEY_OF_MINE}}\n")
    assert not found.is_valid
    assert ids(found, "error") == {"E13"}
    assert [each.url for each in servers(found)] == ["http://localhost:11434", "http://box:8080"]
    assert found.ports[0].port == 4000


def test_a_manifest_is_no_configuration():
    found = known("apiVersion: v1\nkind: Service\nmetadata: {name: a}\n")
    assert not found.is_valid
    assert [each.severity for each in found.findings] == ["error"]


@pytest.mark.parametrize(
    "match",
    ["headers: [{name: x-team, value: {exact: a}}]", "query: [{name: team, value: {exact: a}}]"],
)
def test_a_route_with_conditions_is_not_called(match):
    conditional = GUIDE.replace("path: {pathPrefix: /ollama}", f"path: {{pathPrefix: /ollama}}\n        {match}")
    found = known(conditional)
    assert found.is_valid
    assert (found.calls, found.prefixes) == ((), ())


def test_when_it_was_written(tmp_path):
    path = tmp_path / "gw.yaml"
    path.write_text(GUIDE)
    found = configuration(str(path), GUIDE, {})
    assert found is not None
    assert found.modified == path.stat().st_mtime
    assert known(GUIDE).modified is None


@pytest.mark.parametrize(("text", "is_ours"), [(GUIDE, True), ("server: {port: 80}\nname: other\n", False)])
def test_a_file_that_was_only_found(text, is_ours):
    """`config.yaml` is the name of many programs' files."""
    assert (configuration("config.yaml", text, {}, is_named=False) is not None) == is_ours
