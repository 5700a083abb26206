"""`agwctl config show` from the outside."""

from __future__ import annotations

import json

import pytest

from agwctl.cli.main import main

TEXT = """\
# a comment
config:
  statsAddr: "127.0.0.1:$PORT"
binds:
- port: ${PORT:-3000}
  listeners:
  - routes:
    - backends:
      - host: localhost:11434
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for variable in ("AGWCTL_FILE", "ADMIN_ADDR", "STATS_ADDR", "READINESS_ADDR", "OLLAMA_HOST"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PORT", "4001")
    (tmp_path / "gw.yaml").write_text(TEXT)
    return tmp_path


def test_yaml(folder, capsys):
    assert main(["config", "show", "-f", "gw.yaml"]) == 0
    told = capsys.readouterr()
    assert "- port: 4001  # ${PORT:-3000}, gw.yaml:5\n" in told.out
    assert "  - name: listener0  # default\n" in told.out
    assert told.err == "the effective configuration of gw.yaml (--compat guide)\n"


def test_json_has_origins_in_the_same_shape(folder, capsys):
    assert main(["config", "show", "-f", "gw.yaml", "--format", "json", "-q"]) == 0
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert next(iter(document)) == "schemaVersion"
    assert document["config"]["binds"][0]["listeners"][0]["routes"][0]["backends"][0]["host"] == "localhost:11434"
    assert document["origins"]["binds"][0]["listeners"][0]["routes"][0]["backends"][0]["host"] == "gw.yaml:9"
    assert shape(document["config"]) == shape(document["origins"])
    assert told.err == ""


def shape(value: object) -> object:
    if isinstance(value, dict) and value:
        return {key: shape(each) for key, each in value.items()}
    return [shape(each) for each in value] if isinstance(value, list) and value else None


def test_without_a_file_it_is_what_serve_would_run(folder, capsys):
    assert main(["config", "show"]) == 0
    told = capsys.readouterr()
    assert "hostOverride: 127.0.0.1:11434  # the guide's basic configuration:13\n" in told.out
    assert told.err == "the effective configuration of the guide's basic configuration (--compat guide)\n"


def test_what_does_not_load_is_no_configuration(folder, capsys):
    (folder / "bad.yaml").write_text("binds: []\nbogus: 1\n")
    assert main(["config", "show", "-f", "bad.yaml"]) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert "bad.yaml is not a valid configuration: line 2: unknown field `bogus`" in told.err
    assert main(["config", "show", "-f", "gone.yaml"]) == 3


def test_config_alone_tells_what_there_is(capsys):
    assert main(["config"]) == 0
    assert "show" in capsys.readouterr().out


def test_help_has_examples(capsys):
    assert main(["config", "show", "--help"]) == 0
    assert "agwctl config show -f gw.yaml" in capsys.readouterr().out
