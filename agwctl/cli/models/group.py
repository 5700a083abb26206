"""`agwctl models`, the verb that has verbs of its own; without one of them it lists."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

__all__ = ["group"]

DEFAULT = "list"


class ListByDefault(TyperGroup):
    """A group whose options alone, or nothing at all, mean the verb `list`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


def group(app: typer.Typer, settings: dict[str, Any]) -> typer.Typer:
    """Adds `models`."""
    added = typer.Typer(
        cls=ListByDefault,
        rich_markup_mode=None,
        context_settings=settings,
        help="The models of an Ollama: what there is, what runs, and what fits. Alone: list.",
    )
    app.add_typer(added, name="models")
    return added
