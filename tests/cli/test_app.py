"""Options as the environment and the command line give them, over a verb made for it."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
import typer

from agwctl.cli import app
from agwctl.cli.command_tree import command_tree
from agwctl.cli.main import main
from agwctl.cli.options import CompatMode, ConfigFile, ConfigText, OllamaUrl, Quiet
from tests.models.servers import ollama


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
    module = SimpleNamespace(run=probe, EXAMPLES="agwctl probe -f gw.yaml")
    monkeypatch.setattr(app, "_module", lambda name: module)
    app.add(fresh, "probe", app.Verb("probe", "probe"))
    monkeypatch.setattr(app, "app_for", lambda words: fresh)
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


@pytest.mark.parametrize("line", ["serve", "models fit", "models", "models -q", "", "srve", "--help"])
def test_what_is_not_asked_for_is_not_read(line):
    """The verb that is asked for is always there; the others only when none is."""
    known = {verb.words for verb in app.VERBS}
    read = {" ".join(command.path) for command in command_tree(app.app_for(line.split())).each() if not command.verbs}
    assert read == {
        "serve": {"serve"},
        "models fit": {"models fit"},
        "models": {name for name in known if name.startswith("models ")},
        "models -q": {name for name in known if name.startswith("models ")},
    }.get(line, known)


def test_every_verb_has_its_function_and_its_examples():
    for verb in app.VERBS:
        module = app._module(verb.module)
        assert callable(getattr(module, verb.run))
        assert getattr(module, verb.examples).strip().startswith(("agwctl", "source"))


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["models", "check", "--format", "json"], 2, "nothing to check"),
        (["models", "check", "-f", "none.yaml", "--format", "json"], 3, "none.yaml"),
        (["models", "list", "-f", "bad.yaml", "--format", "json"], 3, "bad.yaml is not a valid configuration"),
        (["models", "list", "--filter", "x", "--format", "json"], 2, "--filter x"),
        (["config", "show", "-f", "bad.yaml", "--format", "json"], 3, "bad.yaml is not a valid configuration"),
    ],
)
def test_a_failure_is_one_document_where_json_is_asked_for(words, code, message, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.yaml").write_text("bind: 1\n", "utf-8")
    assert main(words) == code
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert next(iter(told)) == "schemaVersion"
    assert message in told["error"]["message"]
    assert f"error: {told['error']['message']}" in err


def test_variables_of_other_verbs_change_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gw.yaml").write_text("llm: {port: 1, models: []}\n", "utf-8")
    monkeypatch.setenv("AGWCTL_FORMAT", "sarif")
    assert main(["config", "show", "-f", "gw.yaml"]) == 0
    monkeypatch.setenv("AGWCTL_FILE", "gw.yaml")
    with ollama("mistral") as server:
        assert main(["models", "list", "-H", server.url]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[-1].startswith("mistral:latest")
    assert "not used" not in err
