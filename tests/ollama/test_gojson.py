"""JSON as Go reads and writes it."""

from __future__ import annotations

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.ollama.gojson import Struct, decode, encode, float32_text
from agwctl.ollama.refusal import Refusal

ITEM = Struct("api.Item", {"name": "string"}, many=True)
NO_INT = "json: cannot unmarshal {} into Go struct field Thing.count of type int"
FIELDS: dict[str, str | Struct] = {
    "model": "string",
    "count": "int",
    "share": "float64",
    "on": "bool",
    "items": ITEM,
    "stops": "[]string",
    "more": Struct("api.More", {"x": "bool"}),
    "options": "map[string]interface {}",
    "what": "any",
}
SHAPE = Struct("api.Thing", FIELDS)


def read(text: str) -> dict[str, object]:
    return decode(text.encode(), SHAPE, empty="EOF")


def complaint(text: str) -> str:
    with pytest.raises(Refusal) as refused:
        read(text)
    assert refused.value.status == 400
    return refused.value.text


def test_keys_in_any_case_unknown_ones_and_what_follows_are_left_out() -> None:
    assert read(' {"MODEL":"m","Count":3,"other":1} garbage') == {"model": "m", "count": 3}


def test_null_is_as_good_as_absent() -> None:
    assert read('{"model":null,"items":[null,{"name":null}]}') == {"items": [{}, {}]}
    assert read("null") == {}


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("", "EOF"),
        (" \r\n", "EOF"),
        ("{bad", "invalid character 'b' looking for beginning of object key string"),
        ('{"model":"x"', "unexpected EOF"),
        ('{"model":"x', "unexpected EOF"),
        ('{"model"', "unexpected EOF"),
        ("{", "unexpected EOF"),
        ("x", "invalid character 'x' looking for beginning of value"),
        ('{"a":}', "invalid character '}' looking for beginning of value"),
        ('{"a" 1}', "invalid character '1' after object key"),
        ('{"a":1 "b":2}', "invalid character '\"' after object key:value pair"),
        ('{"a":[1 2]}', "invalid character '2' after array element"),
        ('{"a":"}[",', "unexpected EOF"),
        ('{"a":"\x01"}', "invalid character '\\x01' in string literal"),
        ("'x'", "invalid character '\\'' looking for beginning of value"),
        ("NaN", "invalid character 'N' looking for beginning of value"),
        ('{"a":1,}', "invalid character '}' looking for beginning of object key string"),
    ],
)
def test_what_is_no_json(body: str, text: str) -> None:
    assert complaint(body) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("[1]", "json: cannot unmarshal array into Go value of type api.Thing"),
        ('"x"', "json: cannot unmarshal string into Go value of type api.Thing"),
        ('{"model":5}', "json: cannot unmarshal number into Go struct field Thing.model of type string"),
        ('{"count":1.5}', "json: cannot unmarshal number 1.5 into Go struct field Thing.count of type int"),
        ('{"count":true}', "json: cannot unmarshal bool into Go struct field Thing.count of type int"),
        ('{"count":9223372036854775808}', NO_INT.format("number 9223372036854775808")),
        ('{"share":1e999}', "json: cannot unmarshal number 1e999 into Go struct field Thing.share of type float64"),
        (
            f'{{"what":{"9" * 5000}}}',
            f"json: cannot unmarshal number {'9' * 5000} into Go struct field Thing.what of type float64",
        ),
        ('{"on":"yes"}', "json: cannot unmarshal string into Go struct field Thing.on of type bool"),
        ('{"items":{}}', "json: cannot unmarshal object into Go struct field Thing.items of type []api.Item"),
        (
            '{"items":[{"name":[]}]}',
            "json: cannot unmarshal array into Go struct field Item.items.name of type string",
        ),
        ('{"more":{"x":1}}', "json: cannot unmarshal number into Go struct field More.more.x of type bool"),
        ('{"count":"1","on":"2"}', "json: cannot unmarshal string into Go struct field Thing.count of type int"),
    ],
)
def test_what_is_of_another_type(body: str, text: str) -> None:
    assert complaint(body) == text


def test_deep_nesting_is_refused_not_a_crash() -> None:
    assert complaint('{"what":' + "[" * 100_000) == "invalid character '[' exceeded max depth"


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        decode(body, SHAPE, empty="EOF")
    except Refusal as refusal:
        assert refusal.status == 400
        assert refusal.text


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_what_is_written_reads_back(value: object) -> None:
    written = encode(value)
    written.encode()  # no half of a surrogate pair is left
    assert not set(written) & set("<>&\u2028\u2029")
    assert json.loads(written) == value


def test_half_a_surrogate_pair_becomes_a_replacement() -> None:
    assert encode("\ud83d") == '"\ufffd"'


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.6, "0.6"), (-4.0353472e-05, "-0.000040353472"), (1.0, "1"), (0.0, "0"), (3.5e-07, "3.5e-7"), (-0.25, "-0.25")],
)
def test_32_bits_in_the_fewest_digits(value: float, text: str) -> None:
    (exact,) = struct.unpack("<f", struct.pack("<f", value))
    assert float32_text([exact]) == f"[{text}]"


@given(st.floats(width=32, allow_nan=False, allow_infinity=False, min_value=-1, max_value=1))
def test_32_bits_read_back_as_the_same(value: float) -> None:
    (read_back,) = json.loads(float32_text([value]), parse_int=float)
    assert struct.pack("<f", read_back) == struct.pack("<f", value)
