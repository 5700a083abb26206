"""Which configuration a verb runs, and what it says of one that it cannot run."""

from __future__ import annotations

import io
import socket
import sys
from pathlib import Path

import pytest

from agwctl.cli.config_source import CANDIDATES, find, for_ollama, load_or_fail
from agwctl.cli.console import Console
from agwctl.errors import ExitCode, InputError, UsageError
from agwctl.ollama.address import effective_address


def test_a_text_or_a_file(tmp_path: Path) -> None:
    path = tmp_path / "gw.yaml"
    path.write_text("binds: []", "utf-8")
    assert find(None, "{}", tmp_path) == ("<config>", "{}")
    assert find(path, None, tmp_path) == (str(path), "binds: []")
    with pytest.raises(UsageError, match="only one of"):
        find(path, "{}", tmp_path)


def test_the_first_of_the_usual_names_in_the_folder(tmp_path: Path) -> None:
    assert find(None, None, tmp_path) is None
    for name in reversed(CANDIDATES):
        (tmp_path / name).write_text(name, "utf-8")
        assert find(None, None, tmp_path) == (name, name)
    (tmp_path / CANDIDATES[0]).unlink()
    (tmp_path / CANDIDATES[0]).mkdir()
    assert find(None, None, tmp_path) == (CANDIDATES[1], CANDIDATES[1])


def test_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for data, text in ((b"llm: 1", "llm: 1"), ("ä".encode(), "ä"), (b"\xff", None)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "ascii"))
        if text is not None:
            assert find(Path("-"), None, tmp_path) == ("<stdin>", text)
        else:
            with pytest.raises(InputError, match="<stdin> is not UTF-8"):
                find(Path("-"), None, tmp_path)


def test_what_cannot_be_read(tmp_path: Path) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(b"ok \xff")
    for path, cause in (
        (tmp_path / "absent", "No such file"),
        (tmp_path, "Is a directory"),
        (binary, "UTF-8"),
    ):
        with pytest.raises(InputError) as caught:
            find(path, None, tmp_path)
        assert str(path) in caught.value.message
        assert cause in caught.value.message
        assert caught.value.exit_code is ExitCode.CANNOT_RUN


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "gw.yaml"
    path.write_bytes(b"\xef\xbb\xbf{}")
    found = find(path, None, tmp_path)
    assert found is not None
    assert load_or_fail(*found, {}, Console(err=io.StringIO())) is not None


@pytest.mark.parametrize(
    ("ollama", "host"),
    [
        ("", "127.0.0.1:11434"),
        ("0.0.0.0:8080", "127.0.0.1:8080"),
        ("http://gpu.lan:11434/v1", "gpu.lan:11434"),
        ("[::1]:11434", "localhost:11434"),
        ("[::]:9", "localhost:9"),
    ],
)
def test_the_guide_s_configuration_for_an_ollama(ollama: str, host: str) -> None:
    path, text = for_ollama(effective_address(ollama, {}))
    config = load_or_fail(path, text, {}, Console(err=io.StringIO()))
    routes = config.binds[0].listeners[0].routes
    assert routes is not None
    assert routes[0].backends[0].ai is not None
    assert str(routes[0].backends[0].ai.host_override) == host


@pytest.mark.parametrize(
    ("ollama", "part"),
    [("https://o.test", "https"), ("http://o.test/ollama", "a path"), ("[2001:db8::1]:11434", "an IPv6 address")],
)
def test_an_ollama_that_the_guide_s_configuration_cannot_name(ollama: str, part: str) -> None:
    """It is said, instead of going somewhere else or in clear text."""
    with pytest.raises(InputError, match=part):
        for_ollama(effective_address(ollama, {}))


def failed(text: str, path: str = "gw.yaml") -> tuple[InputError, str]:
    err = io.StringIO()
    with pytest.raises(InputError) as caught:
        load_or_fail(path, text, {}, Console(err=err))
    return caught.value, err.getvalue()


def test_all_that_is_wrong_is_shown_before_it_ends() -> None:
    failure, told = failed("binds:\n- port: 70000\n  listner: []\n")
    assert "gw.yaml:2:9" in told
    assert "did you mean 'listeners'" in told
    assert failure.message == "gw.yaml is not a valid configuration"
    assert failure.hint == "agwctl validate gw.yaml shows the same"
    assert failed("{", "<stdin>")[0].hint is None


ROUTE = "binds: [{port: 3000, listeners: [{routes: [{policies: {%s}, backends: [{host: 'a:1'}]}]}]}]"


@pytest.mark.parametrize(
    ("policy", "key"),
    [
        ("apiKey: {keys: [{key: s3cret}]}", "apiKey"),
        ("cors: {allowOrigins: ['*']}", "cors"),
        ("jwtAuth: {issuer: i, audiences: [a], jwks: {url: https://i/keys}}", "jwtAuth"),
        ("localRateLimit: [{maxTokens: 1, tokensPerFill: 1, fillInterval: 1s}]", "localRateLimit"),
        ("retry: {attempts: 2, codes: [503]}", "retry"),
    ],
)
def test_a_policy_that_is_not_run_yet_is_never_ignored(policy: str, key: str) -> None:
    failure, told = failed(ROUTE % policy)
    assert failure.exit_code is ExitCode.CANNOT_RUN
    assert f"binds[0].listeners[0].routes[0].policies.{key}" in failure.message
    assert "not-served" in told
    assert "s3cret" not in told + failure.message


ITSELF = """
binds:
- port: 11434
  listeners:
  - routes:
    - backends: [{ai: {name: o, hostOverride: $WHERE, provider: {openAI: {}}}}]
"""
HERE = ["localhost", "127.0.0.1", "0.0.0.0", socket.gethostname()]


def started(text: str, **environ: str) -> str:
    err = io.StringIO()
    load_or_fail("gw.yaml", text, environ, Console(err=err))
    return err.getvalue()


@pytest.mark.parametrize("where", HERE)
def test_a_gateway_that_would_call_itself_does_not_start(where: str) -> None:
    with pytest.raises(InputError, match="the gateway would call itself"):
        started(ITSELF, WHERE=f"{where}:11434")


def test_one_that_does_not_call_itself_starts() -> None:
    assert started(ITSELF, WHERE="192.168.1.20:11434") == ""
    assert started(ITSELF.replace("11434", "4000"), WHERE="localhost:11434") == ""
    models = "llm: {port: 4001, models: [{name: m, provider: ollama, params: {baseUrl: 'http://localhost:4001/v1'}}]}"
    with pytest.raises(InputError, match="the gateway would call itself"):
        started(models)
