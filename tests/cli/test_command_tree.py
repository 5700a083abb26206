from __future__ import annotations

from agwctl.cli.app import app_for
from agwctl.cli.command_tree import Value, command_tree

TREE = command_tree(app_for())
COMMANDS = {command.path: command for command in TREE.each()}


def test_every_verb_is_there_with_a_sentence() -> None:
    assert {"serve", "validate", "explain", "simulate", "completion"} <= {command.path[-1] for command in TREE.verbs}
    assert ("config", "show") in COMMANDS
    assert all(command.help and "\n" not in command.help for command in COMMANDS.values())


def test_what_follows_an_option() -> None:
    values = {name: option.value for option in COMMANDS["serve",].options for name in option.names}
    assert values["--compat"] == Value("word", ("guide", "1.4"))
    assert values["-f"] == values["--file"] == Value("file")
    assert values["--quiet"] == Value("nothing")
    assert values["--listen"] == Value("text")


def test_what_a_verb_takes() -> None:
    assert COMMANDS["validate",].argument == Value("file")
    assert COMMANDS["completion",].argument == Value("word", ("bash", "zsh", "fish"))
    assert COMMANDS["schema",].argument == Value("nothing")
