"""Settings of a project: where they are found, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from agwctl.cli.settings import Settings, find, folder_of, settings
from agwctl.errors import InputError

TOML = """
[project]
name = "x"

[tool.agwctl]
select = ["AGW5"]
ignore = ["open-port"]
fail-on = "warning"
compat = "1.4"

[tool.agwctl.per-path-ignores]
"dev/*" = ["E20"]
"test.yaml" = ["ALL"]
"""


def expected(folder: Path) -> Settings:
    per_path = ((str(folder / "dev/*"), ("E20",)), ("test.yaml", ("ALL",)))
    return Settings(("AGW5",), ("open-port",), per_path, "warning", "1.4")


def test_pyproject(tmp_path):
    (tmp_path / "pyproject.toml").write_text(TOML)
    assert settings([str(tmp_path / "gw.yaml")]) == expected(tmp_path)


def test_own_file(tmp_path):
    (tmp_path / ".agwctl.yaml").write_text(
        "select: [AGW5]\nignore: [open-port]\nfail-on: warning\ncompat: 1.4\n"
        "per-path-ignores:\n  dev/*: [E20]\n  test.yaml: [ALL]\n"
    )
    assert settings([str(tmp_path / "gw.yaml")]) == expected(tmp_path)
    (tmp_path / ".agwctl.yaml").write_text("")
    assert settings([str(tmp_path / "gw.yaml")]) == Settings()


def test_the_nearest_file_above_all_paths(tmp_path, monkeypatch):
    deep = tmp_path / "a" / "b"
    (deep / "c").mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("[tool.other]\n")
    assert find(deep) != tmp_path / "pyproject.toml"
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.agwctl]\n")
    (tmp_path / ".agwctl.yaml").write_text("")
    assert find(deep) == tmp_path / "a" / "pyproject.toml"
    (tmp_path / "a" / ".agwctl.yaml").write_text("")
    assert find(deep) == tmp_path / "a" / ".agwctl.yaml"
    assert folder_of([str(deep / "x.yaml"), str(deep / "c")]) == deep
    assert folder_of([str(deep / "x.yaml"), str(tmp_path / "y.yaml")]) == tmp_path
    monkeypatch.chdir(deep)
    assert folder_of(["-"]) == folder_of([]) == Path.cwd()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (".agwctl.yaml", "a: 1\n", "{}:1: unknown setting 'a'"),
        (".agwctl.yaml", "select: [AGW5]\nignore: AGW5\n", "{}:2: ignore must be a list of codes or names, not 'AGW5'"),
        (".agwctl.yaml", "ignore: [open-prot]\n", "{}:1: ignore: there is no rule 'open-prot'"),
        (".agwctl.yaml", "\nfail-on: never\n", "{}:2: fail-on must be error or warning or info, not 'never'"),
        (".agwctl.yaml", "per-path-ignores: [a]\n", "{}:1: per-path-ignores must be a map"),
        (".agwctl.yaml", "a: [\n", "{}:2: "),
        (".agwctl.yaml", "- a\n", "{}:1: settings are a map"),
        ("pyproject.toml", "[tool.agwctl]\nselect = []\nfial-on = 'x'\n", "{}:3: unknown setting 'fial-on'"),
        ("pyproject.toml", "[tool.agwctl]\ncompat = 2\n", "{}:2: compat must be guide or 1.4, not 2"),
        ("pyproject.toml", "[tool.agwctl]\n\n[tool.agwctl.select]\n", "{}:3: select must be a list"),
        ("pyproject.toml", "[tool.agwctl\n", "{} is no TOML: "),
    ],
)
def test_mistakes_have_a_place(tmp_path, name, text, message):
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError) as caught:
        settings([str(tmp_path / "gw.yaml")])
    assert caught.value.message.startswith(message.format(tmp_path / name))


def test_toml_is_only_read_where_there_are_settings(tmp_path):
    (tmp_path / "pyproject.toml").write_text("this is no TOML\n")
    assert find(tmp_path) != tmp_path / "pyproject.toml"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        (".agwctl.yaml", b"ig\xe9: 1", "is not UTF-8 text"),
        ("pyproject.toml", b"[tool.agwctl]\nx = '\xe9'", "is not UTF-8 text"),
        ("pyproject.toml", b"tool = 5 # [tool.agwctl]", "tool.agwctl must be a table"),
    ],
)
def test_files_that_make_no_sense(tmp_path, name, data, message):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=message):
        settings([str(tmp_path)])
