"""Conditions of a route on the request: path, method, headers, query."""

from __future__ import annotations

from agwctl.config.model import Model, OneOf, Unit
from agwctl.config.types import HeaderName, Pattern
from agwctl.source.node import Scalar


class ValueMatch(OneOf):
    """How the value of a header or a query parameter is compared."""

    exact: str | None = None
    """The value, letter by letter."""
    regex: Pattern | None = None
    """A regular expression for the whole value."""
    invalid: Unit = None
    """For what agentgateway could not understand; of no use in a file."""


class PathMatch(OneOf):
    """How the path is compared, without its query."""

    exact: str | None = None
    """The path, letter by letter."""
    path_prefix: str | None = None
    """A prefix of whole segments: `/api` is found in `/api/x`, not in `/apix`."""
    regex: Pattern | None = None
    """A regular expression for the whole path."""
    invalid: Unit = None
    """For what agentgateway could not understand; of no use in a file."""

    @property
    def expression(self) -> str:
        """`regex` in the file's own words; the compiled one may be spelt differently."""
        node = self.node("regex")
        assert isinstance(node, Scalar), "the decoder takes nothing else for a regular expression"
        return node.text


class HeaderMatch(Model):
    """A header and the value it must have."""

    name: HeaderName
    """Its name; upper and lower case are the same."""
    value: ValueMatch
    """What its value must be."""


class QueryMatch(Model):
    """A query parameter and the value it must have."""

    name: str
    """Its name."""
    value: ValueMatch
    """What its value must be."""


class RouteMatch(Model):
    """One alternative; all that it names must hold."""

    path: PathMatch = PathMatch(path_prefix="/")
    """What the path must be; any when absent."""
    method: str | None = None
    """What the method must be: `GET`, `POST` …"""
    headers: list[HeaderMatch] = []
    """Headers that must be there."""
    query: list[QueryMatch] = []
    """Query parameters that must be there."""
