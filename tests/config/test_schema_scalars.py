"""Forms of single values: what a pattern takes is what its parser takes."""

from __future__ import annotations

import re
from typing import Annotated, Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.config.address import HostPort, ListenAddress
from agwctl.config.duration import parse_duration
from agwctl.config.model import markers_of
from agwctl.config.schema_scalars import PATTERNS, scalar_schema
from agwctl.config.types import (
    ByteText,
    Duration,
    HeaderName,
    InlineSecret,
    NonzeroU8,
    Number,
    Pattern,
    Port,
    Secret,
    SecretKind,
    ServiceName,
    Size,
    Status,
    StringOrList,
    own_address,
)


def location(cls: type) -> dict[str, Any]:
    """Any object is the place that a credential is sent in."""
    return {"type": "object"}


def accepts(annotation: Any, value: Any) -> bool:
    found = scalar_schema(getattr(annotation, "__origin__", annotation), markers_of(annotation), location)
    jsonschema_rs.meta.validate(found)
    return bool(jsonschema_rs.Draft202012Validator(found).is_valid(value))


@pytest.mark.parametrize(
    ("annotation", "good", "bad"),
    [
        (Port, [0, 65535, "$PORT", "${PORT:-1}", "30$N"], [-1, 65536, "80", 1.5, None, True, "$"]),
        (Size, [0, 2**63], [-1, "1"]),
        (Status, [100, 999, "$S"], [99, 1000]),
        (bool, [True, "$FLAG"], ["true", 1, None]),
        (str, ["", "1", "$A"], [1, True, None, []]),
        (Duration, ["10s", "1m30s", "0", "1.5h", ".5s", "+1us", "1µs", "$T"], ["10", "", "s", "-1s", 10, "1 s", "1d"]),
        (HostPort, ["a:80", "1.2.3.4:80", "unix:/x", ":80", "$HOST", "$H:80"], ["a", "http://a:80", "a:b", 80]),
        (HeaderName, ["x-a", ":path"], ["", "a b", ":x"]),
        (ServiceName, ["a/b"], ["a", "a/b/c"]),
        (Pattern, ["(?i)a", "["], [1]),
        (Secret, ["a", {"file": "x"}], [1, {}, {"value": "x"}, []]),
        (InlineSecret, ["a"], [{"file": "x"}, 1]),
        (Number, [1, 1.5, -1, "$N"], ["1.5", None, True]),
        (NonzeroU8, [1, 255], [0, 256]),
        (
            Annotated[str, SecretKind(location=dict)],
            ["a", {"file": "x"}, {"value": "a"}, {"value": {"file": "x"}, "location": {}}],
            [{"value": 1}, 1],
        ),
        (ByteText, ["a", [0, 255]], [[256], 1]),
        (StringOrList, ["a", [], ["a"]], [[1], 1, None]),
    ],
)
def test_what_is_taken(annotation, good, bad):
    assert [value for value in good if not accepts(annotation, value)] == []
    assert [value for value in bad if accepts(annotation, value)] == []


def test_own_addresses():
    kind = own_address("X")
    found = jsonschema_rs.Draft202012Validator(scalar_schema(ListenAddress, (kind,), location))
    good = ["off", "unix:/x", "localhost:1", "127.0.0.1:1", "[::1]:1", "$ADDR"]
    assert [text for text in good if not found.is_valid(text)] == []
    assert [text for text in ("localhost", "name:1", "::1:1", 1) if found.is_valid(text)] == []


@pytest.mark.parametrize("parse", list(PATTERNS))
@given(text=st.text("0123456789.:/+-hmsnuµ[]unix offlcahost", max_size=12))
def test_a_pattern_takes_all_that_the_parser_takes(parse, text):
    """The other way round it may take more: a number that is too large, an address that is none."""
    try:
        parse(text)
    except ValueError:
        if parse == parse_duration and re.fullmatch(PATTERNS[parse], text):
            assert len(text) > 10 or text.startswith("-")
        return
    assert re.fullmatch(PATTERNS[parse], text) or text.startswith("-")
