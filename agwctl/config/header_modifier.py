"""The policies `requestHeaderModifier` and `responseHeaderModifier`."""

from __future__ import annotations

from agwctl.config.model import Model


class HeaderModifier(Model):
    """Changes to headers, in this order: add, set, remove."""

    add: dict[str, str] = {}
    """Headers that are added to those of the same name."""
    set: dict[str, str] = {}
    """Headers that take the place of those of the same name."""
    remove: list[str] = []
    """Headers that are taken out."""
