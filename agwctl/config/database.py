"""Databases: the request log's, and the one for what the user interface configures."""

from __future__ import annotations

from typing import Literal

from agwctl.config.model import Model
from agwctl.config.types import U32


class Database(Model):
    """A database."""

    url: str
    """`postgres://…` for PostgreSQL; anything else is a file for SQLite."""
    max_connections: U32 | None = None
    """Connections that are open at the same time; 5 when absent."""


class Storage(Model):
    """Where the user interface keeps what is configured there."""

    mode: Literal["file", "hybrid"] = "file"
    """`file`: in the configuration's own file; `hybrid`: in `config.database`, over what the file says."""
