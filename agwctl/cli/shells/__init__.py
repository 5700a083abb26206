"""Completion scripts, one module for each shell: `script(tree)` is the text to source."""

from __future__ import annotations

import importlib

from agwctl.cli.command_tree import Command

__all__ = ["SHELLS", "completion_script"]

SHELLS = {"bash": "agwctl.bash", "zsh": "_agwctl", "fish": "agwctl.fish"}
"""Shell → the name that its script has to have where the shell looks for it."""


def completion_script(shell: str, tree: Command) -> str:
    """The script of one of `SHELLS`. It asks nothing while one types: all words are in it."""
    module = importlib.import_module(f"agwctl.cli.shells.{shell}")
    text: str = module.script(tree)
    return text
