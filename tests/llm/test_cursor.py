"""Scalars of a JSON text, and where the reader stands after each."""

from __future__ import annotations

import pytest

from agwctl.llm.cursor import Cursor, Fault


@pytest.mark.parametrize(
    ("text", "value", "end"),
    [
        (b"null,", None, 4),
        (b"true", True, 4),
        (b"false ", False, 5),
        (b"0", 0, 1),
        (b"-12]", -12, 3),
        (b"1.5e3x", 1500.0, 5),
        (b"18446744073709551615", 2**64 - 1, 20),
        (b"18446744073709551616", float(2**64), 20),
        (b'"a\\n\\u00e9\\ud83d\\ude00" ', "a\n\u00e9\U0001f600", 23),
        ('"\u00e9"'.encode(), "\u00e9", 4),
    ],
)
def test_a_scalar_is_read_up_to_its_end(text: bytes, value: object, end: int) -> None:
    cursor = Cursor(text)
    assert cursor.literal(text[:1].decode()) == value
    assert cursor.at == end


@pytest.mark.parametrize(
    ("text", "complaint", "at"),
    [
        (b"nul", "EOF while parsing a value", 3),
        (b"nuts", "expected ident", 3),
        (b"-", "EOF while parsing a value", 1),
        (b"01", "invalid number", 2),
        (b"1.x", "invalid number", 3),
        (b"1e+", "EOF while parsing a value", 3),
        (b"1e999", "number out of range", 5),
        (b"99999999999999999999e{", "invalid number", 22),
        (b'"abc', "EOF while parsing a string", 4),
        (b'"a\\q"', "invalid escape", 4),
        (b'"\\udc00"', "lone leading surrogate in hex escape", 7),
        (b'"\\ud800x"', "unexpected end of hex escape", 8),
        (b"@", "expected value", 1),
        ("\u00b2".encode("latin-1"), "expected value", 1),
        ("1.\u00b2".encode("latin-1"), "invalid number", 3),
    ],
)
def test_what_is_wrong_and_where(text: bytes, complaint: str, at: int) -> None:
    with pytest.raises(Fault) as raised:
        Cursor(text).literal(text[:1].decode("latin-1"))
    assert (raised.value.text, raised.value.at) == (complaint, at)


def test_a_place_has_a_line_and_a_column() -> None:
    cursor = Cursor(b"ab\ncd\n")
    assert [cursor.place(at) for at in (0, 2, 3, 5, 6)] == [
        "line 1 column 0",
        "line 1 column 2",
        "line 2 column 0",
        "line 2 column 2",
        "line 3 column 0",
    ]
