"""The policy `apiKey`: clients show a key."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from agwctl.config.location import BEARER, Location
from agwctl.config.model import Model, OneOf
from agwctl.config.types import InlineSecret, Parsed
from agwctl.diagnostics import codes
from agwctl.source.node import Node

_HASH = re.compile(r"sha256:[0-9A-Fa-f]{64}")


def key_hash(text: str) -> str:
    """The SHA-256 digest of a key.

    Raises: ValueError when the text does not have the form of one.
    """
    if not _HASH.fullmatch(text):
        raise ValueError("this is no SHA-256 digest")
    return text


class ApiKey(OneOf):
    """A key that is let through."""

    untagged = "LocalAPIKey"
    beside = ("metadata",)

    key: InlineSecret | None = None
    """The key itself."""
    key_hash: Annotated[str, Parsed(key_hash, codes.BAD_CREDENTIAL, "sha256: and 64 hexadecimal digits")] | None = None
    """The key's SHA-256 digest: `sha256:HEX`."""
    metadata: Node | None = None
    """What expressions find under `apiKey` when this key was shown."""


class ApiKeys(Model):
    """Keys of which clients show one."""

    keys: list[ApiKey]
    """The keys."""
    mode: Literal["strict", "optional", "permissive"] = "optional"
    """`strict`: one must be shown; `optional`: only a wrong one is refused; `permissive`: nothing is refused."""
    location: Location = BEARER
    """Where clients show it."""
