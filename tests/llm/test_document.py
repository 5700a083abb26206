"""JSON is read strictly and written without loss."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.llm.document import UNREADABLE, Document, Repeated, is_crowded, read, write

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(value=JSON, ascii_only=st.booleans())
def test_what_is_read_is_written(value: Any, ascii_only: bool) -> None:
    assert read(json.dumps(value, ensure_ascii=ascii_only).encode()) == value
    assert json.loads(write(value)) == value


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b"{'a':1}",
        b"[1,]",
        b'"\xff"',
        b'"\xed\xa0\x80"',
        "[]".encode("utf-16"),
        b"\xef\xbb\xbf[]",
        rb'"\ud800"',
        rb'"\udc00"',
        rb'"\ud800\ud800\udc00"',
        rb'{"\udfff": 1}',
        b"[" * 100_000,
    ],
)
def test_what_is_not_json_in_utf8_is_not_read(raw: bytes) -> None:
    with pytest.raises(UNREADABLE):
        read(raw)


@pytest.mark.parametrize("raw", [rb'"\ud83d\ude00"', rb'"\\ud800"', rb'"\u00e9"', rb'"\ud83d\ude00\ud83d\ude00"'])
def test_escapes_that_mean_a_character_are_read(raw: bytes) -> None:
    assert read(raw) == json.loads(raw)


@pytest.mark.parametrize("value", ["\ud800", float("inf"), float("nan")])
def test_what_has_no_json_form_is_not_written(value: Any) -> None:
    with pytest.raises(UNREADABLE):
        write([value])


def test_repeated_names_are_known() -> None:
    value = read(b'{"a": 1, "b": 2, "a": 3, "c": {"d": 1}}')
    assert isinstance(value, Repeated)
    assert value == {"a": 3, "b": 2, "c": {"d": 1}}
    assert value.names == {"a"}
    assert type(value["c"]) is dict


def test_a_document_is_parsed_once() -> None:
    document = Document(b'{"a": []}')
    assert document.value is document.value


@pytest.mark.parametrize(
    ("raw", "crowded"),
    [
        (b"[" + b"[]," * 699_050 + b"1]", False),
        (b"[" + b"1," * (2 << 20) + b"1]", True),
        (b"[" * ((2 << 20) + 1), True),
        (b"[" * (2 << 20), False),
        (b'{"content":"' + b"Some prose, as it is written. " * 1_000_000 + b'"}', False),
    ],
)
def test_a_document_that_would_fill_the_memory_is_told_by_its_marks(raw: bytes, crowded: bool) -> None:
    assert is_crowded(raw) is crowded
