"""Files that must be there when the configuration is loaded."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from agwctl.config.decoding import Decoding
from agwctl.config.types import Checked
from agwctl.config.wording import path_hint
from agwctl.diagnostics import codes
from agwctl.source.node import Node

__all__ = ["FilePath", "check_readable"]


def check_readable(name: str, node: Node, to: Decoding) -> None:
    """Reports a file that cannot be read as text."""
    try:
        to.read_file(name)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        to.report(codes.UNREADABLE_FILE, node, f"failed to open file `{name}`: {reason}", path_hint(name))


FilePath: TypeAlias = Annotated[str, Checked(check_readable)]
"""The path of a text file."""
