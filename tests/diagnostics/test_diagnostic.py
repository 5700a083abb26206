"""A diagnostic in itself."""

from __future__ import annotations

from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Diagnostic, Severity
from agwctl.source.node import Position, Source, Span


def diagnostic(pointer: str) -> Diagnostic:
    spot = Position(1, 1)
    return Diagnostic(codes.NOT_SERVED, "m", None, Source("gw.yaml", ""), 0, pointer, Span(spot, spot))


def test_its_subject_is_the_last_key():
    assert diagnostic("binds[0].listeners[1].tls").subject == "tls"
    assert diagnostic("mcp").subject == "mcp"
    assert diagnostic("").subject == "gw.yaml"


def test_its_severity_is_that_of_its_code():
    assert diagnostic("").severity is Severity.INFO
