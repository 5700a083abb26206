"""Typed values as a file would have them."""

from __future__ import annotations

import pytest

from agwctl.config.address import HostPort
from agwctl.config.frontend import FrontendHttp
from agwctl.config.match import PathMatch, RouteMatch
from agwctl.config.types import ByteText, Duration
from agwctl.config.written import written


@pytest.mark.parametrize(
    ("value", "annotation", "expected"),
    [
        (600.0, Duration, "600s"),
        (0.25, Duration | None, "0.25s"),
        (600.0, float, 600.0),
        (b"a\xff", ByteText, "a\N{REPLACEMENT CHARACTER}"),
        (HostPort("localhost", 80), HostPort, "localhost:80"),
        (("a", "b"), None, ["a", "b"]),
        (True, bool, True),
        (None, None, None),
        ({"a": [RouteMatch(method="GET")]}, None, {"a": [{"method": "GET"}]}),
        (RouteMatch(path=PathMatch(path_prefix="/")), None, {"path": {"pathPrefix": "/"}}),
        (FrontendHttp(http1_idle_timeout=1.0), None, {"http1IdleTimeout": "1s"}),
    ],
)
def test_values(value, annotation, expected):
    assert written(value, annotation) == expected
