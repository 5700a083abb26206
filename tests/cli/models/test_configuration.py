from __future__ import annotations

from pathlib import Path

import pytest

from agwctl.cli.console import Console
from agwctl.cli.models.configuration import client_for, configured_by
from agwctl.errors import InputError
from tests.ollama.scripted import reply, scripted


def test_what_a_file_names(tmp_path: Path) -> None:
    file = tmp_path / "gw.yaml"
    file.write_text(
        "llm: {port: 1, models: [{name: a, provider: ollama, params: {baseUrl: 'http://h:2/v1'}}]}\n", "utf-8"
    )
    (entry,) = configured_by(file, Console())
    assert (entry.server.url, entry.model, entry.is_ollama) == ("http://h:2", "a", True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("llm: {port: 1, modles: []}\n", "is not a valid configuration"),
        ("llm: {port: 1, models: []}\n", "names no Ollama"),
    ],
)
def test_what_cannot_be_used(text: str, told: str, tmp_path: Path, capsys) -> None:
    file = tmp_path / "gw.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError, match=told):
        configured_by(file, Console())
    assert ("modles" in capsys.readouterr().err) == ("modles" in text)


def test_the_key_is_for_ollama_only(monkeypatch) -> None:
    monkeypatch.setenv("OLLAMA_API_KEY", "secret")
    with scripted(reply(200, '{"version":"1"}')) as server, scripted(reply(200, '{"version":"1"}')) as other:
        connect = client_for(2, {server.address})
        for address in (server.address, other.address):
            with connect(address) as client:
                client.version()
    assert server.requests[0].headers["authorization"] == "Bearer secret"
    assert "authorization" not in other.requests[0].headers
