"""Conditions of the configuration → what the route table tests."""

from __future__ import annotations

from agwctl.config.match import RouteMatch, ValueMatch
from agwctl.proxy.table import Match, Value

__all__ = ["compile_match", "compile_value"]


def compile_match(config: RouteMatch) -> Match:
    path = config.path
    kind, text = "prefix", "/"
    if path.exact is not None:
        kind, text = "exact", path.exact
    elif path.regex is not None:
        kind, text = "regex", path.expression
    elif path.path_prefix is not None:
        text = path.path_prefix or "/"
    return Match(
        kind=kind,
        path=text.encode(),
        regex=path.regex,
        method=config.method.encode() if config.method else None,
        headers=tuple((header.name.lower().encode(), compile_value(header.value)) for header in config.headers),
        query=tuple((query.name, compile_value(query.value)) for query in config.query),
    )


def compile_value(config: ValueMatch) -> Value:
    return Value(config.exact, config.regex)
