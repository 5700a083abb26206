"""The policies `authorization` and `mcpAuthorization`: rules on who may do what."""

from __future__ import annotations

from agwctl.config.expression import Expression
from agwctl.config.model import Model, OneOf


class Rule(OneOf):
    """One rule."""

    allow: Expression | None = None
    """Lets through when true; where there are such rules, one of them must be true."""
    deny: Expression | None = None
    """Refuses when true."""
    require: Expression | None = None
    """Refuses unless true."""


class Authorization(Model):
    """Rules on requests, or on what is asked of an MCP server; a rule that fails counts as false."""

    rules: list[Expression | Rule]
    """The rules; one that is only an expression is one of `allow`."""
