"""`agwctl models` without a verb of its own."""

from __future__ import annotations

import pytest
import typer

from agwctl.cli.models.group import group


@pytest.fixture
def app():
    """The group with two verbs that print what they were called with."""
    made = typer.Typer(add_completion=False, rich_markup_mode=None)
    made.callback()(lambda: None)
    models = group(made, {"help_option_names": ["-h", "--help"]})

    @models.command("list")
    def list_models(sort: str = "", host: str = typer.Option("", "-H")) -> None:
        print("list", sort, host)  # noqa: T201 - what the test looks at

    @models.command("ps")
    def ps() -> None:
        print("ps")  # noqa: T201 - what the test looks at

    return made


@pytest.mark.parametrize(
    "arguments, out",
    [
        ([], "list  \n"),
        (["--sort", "size", "-H", "box"], "list size box\n"),
        (["list", "--sort", "size"], "list size \n"),
        (["ps"], "ps\n"),
    ],
)
def test_options_alone_list(app, capsys, arguments, out) -> None:
    app(["models", *arguments], standalone_mode=False)
    assert capsys.readouterr().out == out


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_is_of_the_group(app, capsys, option) -> None:
    app(["models", option], standalone_mode=False)
    told = capsys.readouterr().out
    assert "ps" in told
    assert "Alone:" in told
