"""From a path or a text to a configuration."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import pytest

from agwctl.config.load import load, load_text
from agwctl.config.types import SecretText
from agwctl.errors import InputError

GOOD = sorted((Path(__file__).parent / "good").glob("*.yaml"))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_good_files_load_clean(path):
    loaded = load(path, {"OLLAMA_KEY": "sk-1"})
    assert loaded.diagnostics == []
    assert loaded.config is not None
    assert loaded.source.path == str(path)


COMPLETE = sorted((Path(__file__).parent / "complete").glob("*.yaml"))


@pytest.mark.parametrize("path", COMPLETE, ids=lambda path: path.stem)
def test_what_is_not_run_loads(path):
    loaded = load(path, {})
    assert loaded.config is not None
    assert {found.code.name for found in loaded.diagnostics} == {"not-served"}


def test_the_guides_configuration():
    config = load(GOOD[0].parent / "guide-basic.yaml", {}).config
    assert config is not None
    route = config.binds[0].listeners[0].routes[0]  # type: ignore[index]  # it has routes
    assert route.policies is not None
    assert route.policies.url_rewrite is not None
    assert route.policies.url_rewrite.authority is not None
    assert (route.policies.url_rewrite.authority.which, route.policies.url_rewrite.authority.value) == (
        "full",
        "localhost:11434",
    )
    assert route.policies.api_key is None
    backend = route.backends[0]
    assert (backend.which, backend.weight) == ("ai", 1)
    assert backend.ai is not None
    assert backend.ai.host_override == ("localhost", 11434, None)
    assert backend.ai.provider.which == "open_ai"
    assert backend.ai.provider.open_ai is not None
    assert backend.ai.provider.open_ai.model == "llama3.2"
    assert [match.path.path_prefix for match in route.matches] == ["/"]


def test_values_of_every_section():
    config = load(GOOD[0].parent / "gateways.yaml", {}).config
    assert config is not None
    assert config.config.admin_addr is not None
    assert config.config.admin_addr.off
    assert config.config.connection_termination_deadline == 90
    assert config.config.backend.connect_timeout == 10
    assert config.frontend_policies is not None
    assert config.frontend_policies.http is not None
    assert config.frontend_policies.http.http1_idle_timeout == pytest.approx(0.3)
    second = config.routes[1]
    assert second.gateways == ("two/a", "two/listener1")
    assert second.matches[0].headers[0].value.which == "exact"
    assert second.policies is not None
    assert second.policies.direct_response is not None
    assert second.policies.direct_response.body == b"hi"
    socket = config.backends[1]
    assert socket.host is not None
    assert socket.host.path == "/run/ollama.sock"
    assert socket.policies is not None
    assert socket.policies.backend_auth is not None
    assert socket.policies.backend_auth.key == "sk-1"


def test_a_credential_out_of_a_file(tmp_path):
    (tmp_path / "key").write_text("  sk-1\n")
    text = f"llm: {{models: [{{name: a, provider: ollama, params: {{apiKey: {{file: {tmp_path / 'key'}}}}}}}]}}"
    config = load_text(text, environ={}).config
    assert config is not None
    assert config.llm is not None
    key = config.llm.models[0].params.api_key
    assert key == "sk-1"
    assert isinstance(key, SecretText)


def test_variables_come_from_the_given_environment():
    text = "binds: [{port: $PORT, listeners: []}]"
    config = load_text(text, environ={"PORT": "1234"}).config
    assert config is not None
    assert config.binds[0].port == 1234
    assert load_text(text, environ={}).config is None


def test_a_mistake_in_a_variable_is_at_the_variable():
    loaded = load_text("binds: [{port: ${PORT}, listeners: []}, {port: x}]", environ={"PORT": "[a, {b: c}, d]"})
    assert [found.span for found in loaded.errors][:2] == [((1, 16), (1, 23)), ((1, 41), (1, 50))]


def test_errors_and_what_is_not_served():
    loaded = load_text("ui: {gateways: a}\nbogus: 1\ngateways: {a: {port: 1}, a: {port: 2}}", environ={})
    assert loaded.config is None
    assert [found.subject for found in loaded.errors] == ["bogus"]
    assert [found.subject for found in loaded.not_served] == ["ui"]
    assert [found.code.name for found in loaded.diagnostics] == ["not-served", "unknown-key", "repeated-entry"]


def test_what_is_not_served_is_no_error():
    loaded = load_text("routes: [{gateways: g, policies: {csrf: {}}}]\ngateways: {g: {port: 1}}", environ={})
    assert loaded.config is not None
    assert loaded.errors == []
    policies = loaded.config.routes[0].policies
    assert policies is not None
    assert policies.csrf is not None


def test_a_wrong_environment_is_an_error():
    loaded = load_text("{}", environ={"IPV6_ENABLED": "maybe"})
    assert [found.code.name for found in loaded.errors] == ["bad-environment"]


def test_a_byte_order_mark_and_windows_lines(tmp_path):
    path = tmp_path / "gw.yaml"
    path.write_bytes(b"\xef\xbb\xbfbinds:\r\n- port: 1\r\n  bogus: 2\r\n  listeners: []\r\n")
    (found,) = load(path, {}).diagnostics
    assert found.span == ((3, 3), (3, 8))


@pytest.mark.parametrize(
    ("data", "message"),
    [(None, "No such file or directory"), (b"\xff\xfe", "is not UTF-8 text: invalid start byte at byte 0")],
)
def test_a_file_that_cannot_be_read(tmp_path, data, message):
    path = tmp_path / "gw.yaml"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(InputError, match=message) as raised:
        load(path)
    assert str(path) in raised.value.message
    with pytest.raises(InputError):
        load(tmp_path)


def test_the_collector_is_as_it_was():
    load_text("{}", environ={})
    assert gc.isenabled()
    gc.disable()
    try:
        load_text("{", environ={})
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.skipif(sys.platform == "win32", reason="no such files")
@pytest.mark.parametrize("name", ["/dev/zero", "pipe"])
def test_a_secret_s_file_that_never_ends_is_not_read(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    text = f"""
binds:
- port: 3000
  listeners:
  - routes:
    - policies: {{backendAuth: {{key: {{file: {name}}}}}}}
      backends: [{{host: "localhost:11434"}}]
"""
    (found,) = load_text(text).errors
    assert f"failed to open file `{name}`: it is a pipe or a device" in found.message
