"""Go's words for what is no JSON; a real server's for whole bodies are in api/bodies.yaml."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.ollama.gosyntax import MAX_DEPTH, complaint

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON, st.booleans(), st.sampled_from([None, 1]))
def test_json_is_json(value: object, ascii_only: bool, indent: int | None) -> None:
    assert complaint(json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode("utf-8", "replace")) == ""


@given(JSON, st.data())
def test_what_python_reads_go_reads_and_nothing_else(value: object, data: st.DataObject) -> None:
    body = json.dumps({"a": [value]})
    at = data.draw(st.integers(0, len(body) - 1))
    broken = body[:at] + data.draw(st.sampled_from(list('{}[]",:\\ex0 \n'))) + body[at + 1 :]
    try:
        json.JSONDecoder(parse_constant=lambda name: float("x")).raw_decode(broken.lstrip())
    except ValueError:
        assert complaint(broken.encode()) != ""
    else:
        assert complaint(broken.encode()) == ""


@given(st.binary())
def test_any_bytes_have_a_text(data: bytes) -> None:
    assert isinstance(complaint(data), str)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", "unexpected EOF"),
        (b'{"a":tru}', "invalid character '}' in literal true (expecting 'e')"),
        (b"-x", "invalid character 'x' in numeric literal"),
        (b"1.", "unexpected EOF"),
        (b"\x00", "invalid character '\\x00' looking for beginning of value"),
        (b"\xc3\xa9", "invalid character 'Ã' looking for beginning of value"),
        (b"\x0b", "invalid character '\\v' looking for beginning of value"),
        (b"\xad", "invalid character '\\u00ad' looking for beginning of value"),
        (b"[" * (MAX_DEPTH + 1), "invalid character '[' exceeded max depth"),
        (b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, ""),
        (b"{} garbage", ""),
    ],
)
def test_texts(data: bytes, text: str) -> None:
    assert complaint(data) == text
