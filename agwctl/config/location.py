"""Where in a request a credential stands."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from agwctl.config.expression import Expression
from agwctl.config.model import Model, OneOf
from agwctl.config.types import HeaderName, SecretKind


class HeaderLocation(Model):
    """A header."""

    name: HeaderName
    """Its name."""
    prefix: str | None = None
    """What stands before the credential, such as `Bearer ` with its blank."""


class NamedLocation(Model):
    """A parameter of the query, or a cookie."""

    name: str
    """Its name."""


class Location(OneOf):
    """Where in a request a credential stands."""

    header: HeaderLocation | None = None
    """In a header."""
    query_parameter: NamedLocation | None = None
    """In the query."""
    cookie: NamedLocation | None = None
    """In a cookie."""
    expression: Expression | None = None
    """Where an expression finds it."""


UpstreamKey: TypeAlias = Annotated[str, SecretKind(Location)]
"""A credential for an upstream: text, `{file: PATH}`, or either under `value` with `location` beside it."""
BEARER = Location(header=HeaderLocation(name="authorization", prefix="Bearer "))
"""`Authorization: Bearer …`."""
