"""The policy `csrf`: no changes on behalf of other sites' pages."""

from __future__ import annotations

from agwctl.config.model import Model


class Csrf(Model):
    """Refuses requests that a browser sends from another site, reading ones excepted."""

    additional_origins: list[str] = []
    """Other sites that may send them."""
