"""`agwctl completion`: what a shell needs to complete agwctl's words."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from agwctl.cli.console import Console
from agwctl.errors import ExitCode

__all__ = ["EXAMPLES", "run"]

EXAMPLES = """
source <(agwctl completion bash)              this shell; in ~/.bashrc for every one
agwctl completion zsh > "${fpath[1]}/_agwctl"
agwctl completion fish > ~/.config/fish/completions/agwctl.fish
"""


def run(
    shell: Annotated[Literal["bash", "zsh", "fish"], typer.Argument(help="The shell that is to be taught.")],
) -> int:
    """Print the completion script of a shell. Nothing is installed and no file is changed."""
    from agwctl.cli.app import app_for
    from agwctl.cli.command_tree import command_tree
    from agwctl.cli.shells import completion_script

    Console().result(completion_script(shell, command_tree(app_for())).rstrip("\n"))
    return ExitCode.OK
