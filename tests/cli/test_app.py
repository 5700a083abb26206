"""Options as the environment and the command line give them, over a verb made for it."""

from __future__ import annotations

import pytest
import typer

from agwctl.cli import app
from agwctl.cli.options import CompatMode, ConfigFile, ConfigText, OllamaUrl, Quiet


@pytest.fixture
def seen(monkeypatch):
    """What a verb named `probe` was called with; it returns 1."""
    calls: list[dict[str, object]] = []

    def probe(
        file: ConfigFile = None,
        config: ConfigText = None,
        compat: CompatMode = "guide",
        ollama: OllamaUrl = None,
        quiet: Quiet = False,
    ) -> int:
        """Takes every shared option."""
        calls.append({"file": str(file), "config": config, "compat": compat, "ollama": ollama, "quiet": quiet})
        return 1

    fresh = typer.Typer(add_completion=False, rich_markup_mode=None, context_settings=app.SETTINGS)
    fresh.callback(invoke_without_command=True)(app.root)
    monkeypatch.setattr(app, "app", fresh)
    app.verb("probe", probe, "agwctl probe -f gw.yaml")
    return calls


def test_what_the_verb_returns_is_the_exit_code(seen):
    assert app.call(["probe"]) == 1
    assert seen == [{"file": "None", "config": None, "compat": "guide", "ollama": None, "quiet": False}]


def test_options_from_the_environment_and_flags_above_them(seen, monkeypatch):
    monkeypatch.setenv("AGWCTL_FILE", "from-environment.yaml")
    monkeypatch.setenv("AGWCTL_COMPAT", "1.4")
    monkeypatch.setenv("AGWCTL_QUIET", "true")
    app.call(["probe"])
    app.call(["probe", "--file", "from-flag.yaml", "--compat", "guide"])
    assert [(call["file"], call["compat"], call["quiet"]) for call in seen] == [
        ("from-environment.yaml", "1.4", True),
        ("from-flag.yaml", "guide", True),
    ]


def test_a_wrong_choice_is_a_usage_error_that_names_the_choices(seen, capsys):
    assert app.call(["probe", "--compat", "1.5"]) == 2
    told = capsys.readouterr().err
    assert "'1.5'" in told
    assert "guide" in told
    assert seen == []


def test_help_names_the_environment_variables(seen, capsys):
    assert app.call(["probe", "--help"]) == 0
    told = capsys.readouterr().out
    for name in ("FILE", "CONFIG", "COMPAT", "OLLAMA", "QUIET"):
        assert f"AGWCTL_{name}" in told
