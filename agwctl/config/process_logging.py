"""The section `config.logging`: the process's log."""

from __future__ import annotations

from typing import Literal

from agwctl.config.database import Database
from agwctl.config.expression import Expression
from agwctl.config.model import Model, NotRun


class LogFields(Model):
    """Fields of each line."""

    remove: list[str] = []
    """Fields that are left out."""
    add: dict[str, Expression] = {}
    """More fields by name."""


class Logging(Model):
    """What is logged, and how."""

    level: str | list[str] | None = None
    """`info`, or levels by part of the program, such as `agent=debug`."""
    format: Literal["text", "json"] | None = None
    """`text` when absent."""
    filter: NotRun[Expression] = None
    """Which requests are logged; `frontendPolicies.accessLog.filter` took its place."""
    fields: NotRun[LogFields] = None
    """Fields of each line; `frontendPolicies.accessLog` took its place."""
    database: NotRun[Database] = None
    """A database for the request log; `config.database` when absent."""
