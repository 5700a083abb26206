"""Shapes: what they write again, and how they refuse."""

from __future__ import annotations

from typing import Any

import pytest

from agwctl.llm.document import Repeated
from agwctl.llm.shape import (
    ANY,
    BOOLEAN,
    F32,
    STRING,
    Absent,
    Field,
    Integer,
    Mismatch,
    OneOf,
    Sequence,
    Shape,
    Struct,
    Word,
    rust_float,
)

U32 = Integer("u32", 0, 2**32 - 1)
SHAPE = Struct(
    "Thing",
    Field("needed", ANY, Absent.REFUSED),
    Field("optional", STRING),
    Field("shown", STRING, Absent.NULL),
    Field("filled", Sequence(U32), list),
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"needed": None}, {"needed": None, "shown": None, "filled": []}),
        ({"x": 1, "shown": "s", "needed": 5}, {"needed": 5, "shown": "s", "filled": [], "x": 1}),
        (
            {"optional": None, "shown": None, "x": None, "needed": 1, "filled": [2]},
            {"needed": 1, "shown": None, "filled": [2], "x": None},
        ),
        (Repeated([("needed", 1), ("x", 1), ("x", 2)]), {"needed": 1, "shown": None, "filled": [], "x": 2}),
    ],
)
def test_known_fields_come_first(value: Any, written: dict[str, Any]) -> None:
    again = SHAPE.accept(value)
    assert again == written
    assert list(again) == list(written)


@pytest.mark.parametrize(
    ("shape", "value", "text"),
    [
        (SHAPE, {}, "missing field `needed`"),
        (SHAPE, {"optional": 1}, "invalid type: integer `1`, expected a string"),
        (SHAPE, {"needed": 1, "filled": None}, "invalid type: null, expected a sequence"),
        (SHAPE, {"needed": 1, "filled": [-1]}, "invalid value: integer `-1`, expected u32"),
        (SHAPE, Repeated([("needed", 1), ("needed", 2)]), "duplicate field `needed`"),
        (SHAPE, [], "invalid type: sequence, expected struct Thing"),
        (U32, True, "invalid type: boolean `true`, expected u32"),
        (U32, 1.0, "invalid type: floating point `1.0`, expected u32"),
        (F32, "1", 'invalid type: string "1", expected f32'),
        (F32, False, "invalid type: boolean `false`, expected f32"),
        (BOOLEAN, 1, "invalid type: integer `1`, expected a boolean"),
        (STRING, {}, "invalid type: map, expected a string"),
        (STRING, 10**30, "invalid type: floating point `1e+30`, expected a string"),
        (Word("a", "b"), "c", "unknown variant `c`, expected `a` or `b`"),
        (OneOf("Either", STRING, Sequence(ANY)), 5, "data did not match any variant of untagged enum Either"),
        (Sequence(STRING), ["a", 'b"\n\u200b'], ""),
        (Sequence(STRING), 'b"\n\u200b', 'invalid type: string "b\\"\\n\\u{200b}", expected a sequence'),
    ],
)
def test_a_mismatch_is_worded_as_serde_words_it(shape: Shape, value: Any, text: str) -> None:
    if not text:
        assert shape.accept(value) == value
        return
    with pytest.raises(Mismatch) as raised:
        shape.accept(value)
    assert str(raised.value) == text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1, 1.0),
        (0.7, 0.7),
        (0.1, 0.1),
        (-0.3, -0.3),
        (0.123456789012, 0.12345679),
        (16777217, 16777216.0),
        (123456789, 123456790.0),
        (1e-45, 1e-45),
        (0, 0.0),
        (1e300, None),
        (10**400, None),
    ],
)
def test_a_32_bit_float_is_written_as_short_as_it_can_be(value: float, written: float | None) -> None:
    again = F32.accept(value)
    assert again == written and type(again) in (float, type(None))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (5.5, "5.5"),
        (1e15, "1000000000000000.0"),
        (1e16, "1e+16"),
        (1.5e22, "1.5e+22"),
        (1e-5, "0.00001"),
        (1.5e-6, "1.5e-6"),
        (0.001, "0.001"),
        (1234567890123456.5, "1234567890123456.5"),
    ],
)
def test_a_float_is_shown_as_serde_json_shows_it(value: float, text: str) -> None:
    assert rust_float(value) == text
