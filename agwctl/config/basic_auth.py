"""The policy `basicAuth`: clients show a name and a password."""

from __future__ import annotations

from typing import Literal

from agwctl.config.location import HeaderLocation, Location
from agwctl.config.model import Model
from agwctl.config.types import Secret


class BasicAuth(Model):
    """Names and passwords of which clients show one."""

    htpasswd: Secret
    """Lines as `htpasswd` writes them, or `{file: PATH}`; no passwords in clear text."""
    realm: str | None = None
    """What browsers show beside the question; `Restricted` when absent."""
    mode: Literal["strict", "optional"] = "optional"
    """`strict`: they must be shown; `optional`: wrong ones are refused, none are not."""
    authorization_location: Location = Location(header=HeaderLocation(name="authorization", prefix="Basic "))
    """Where clients show them."""
