"""Values in the fields of Go's structs; types that do not fit are in test_gojson and api/bodies.yaml."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.ollama.gojson import Struct, decode
from agwctl.ollama.refusal import Refusal


def _own(value: object) -> object:
    raise Refusal(400, f"not {value}")


SHAPE = Struct(
    "api.Thing",
    {
        "name": "string",
        "on": "*bool",
        "count": "int",
        "options": "map[string]interface {}",
        "more": Struct("api.More", {"x": "int", "y": "int"}),
        "items": Struct("api.Item", {"x": "int"}, many=True, alone=True),
        "images": "[]api.ImageData",
        "own": _own,
        "any": "any",
    },
)


def read(body: str) -> dict[str, Any]:
    return decode(body.encode(), SHAPE, empty="EOF")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ('{"name":"a","NAME":"b","name":"c"}', {"name": "c"}),
        ('{"Name":"a","name":null}', {"name": "a"}),
        ('{"on":true,"on":null}', {}),
        ('{"more":{"x":1},"more":{"y":2}}', {"more": {"x": 1, "y": 2}}),
        ('{"options":{"a":1},"options":{"b":2}}', {"options": {"a": 1, "b": 2}}),
        ('{"item\u017f":[{}]}', {"items": [{}]}),
        ('{"any":[1.0,-0.5,1e2,12345678901234567890]}', {"any": [1, -0.5, 100, 12345678901234567000]}),
        ('{"name":"\\ud800x"}', {"name": "\ufffdx"}),
        ('{"unknown":1e999}', {}),
    ],
)
def test_fields(body: str, fields: dict[str, Any]) -> None:
    assert read(body) == fields


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('{"name":5,"own":1}', "not 1"),
        (
            '{"name":5,"items":[{"x":"a"}]}',
            "json: cannot unmarshal string into Go struct field Thing.items.x of type int",
        ),
        ('{"name":5,"count":"a"}', "json: cannot unmarshal number into Go struct field Thing.name of type string"),
        ('{"more":{"x":1.5}}', "json: cannot unmarshal number 1.5 into Go struct field More.more.x of type int"),
    ],
)
def test_the_first_error_and_those_that_come_before_it(body: str, text: str) -> None:
    with pytest.raises(Refusal, match=re.escape(text)):
        read(body)


@given(st.binary())
def test_base64_is_read(data: bytes) -> None:
    text = base64.b64encode(data).decode()
    assert read(f'{{"images":["{text}"]}}') == {"images": [text]}


@given(st.text("ab=\\n!", max_size=9))
def test_what_is_no_base64_is_refused(text: str) -> None:
    body = f'{{"images":["{text}"]}}'
    plain = text.replace("\\n", "")
    if "\\" in plain or "n" in plain:
        return
    try:
        base64.b64decode(plain, validate=True)
        fits = base64.b64encode(base64.b64decode(plain)).decode().rstrip("=")[:-1] == plain.rstrip("=")[:-1]
    except ValueError:
        fits = False
    if fits:
        read(body)
    else:
        with pytest.raises(Refusal, match="illegal base64 data at input byte"):
            read(body)


def test_depth() -> None:
    with pytest.raises(Refusal, match="exceeded max depth"):
        read('{"any":' + "[" * 400 + "]" * 400 + "}")
