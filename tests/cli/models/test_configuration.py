from __future__ import annotations

from pathlib import Path

import pytest

from agwctl.cli.console import Console
from agwctl.cli.models.configuration import configured_by
from agwctl.errors import InputError


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
