"""Values for JSON schemas."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agwctl.ollama.sample import sample

LEAVES = st.one_of(
    st.builds(
        lambda low, wide: {"type": "integer", "minimum": low, "maximum": low + wide},
        st.integers(-1000, 1000),
        st.integers(0, 50),
    ),
    st.builds(
        lambda low, step: {"type": "integer", "minimum": low, "multipleOf": step},
        st.integers(-50, 50),
        st.integers(1, 9),
    ),
    st.builds(
        lambda low, wide: {"type": "number", "exclusiveMinimum": low, "exclusiveMaximum": low + wide},
        st.integers(-1000, 1000),
        st.sampled_from([0.5, 1, 7]),
    ),
    st.builds(
        lambda low, more: {"type": "string", "minLength": low, "maxLength": low + more},
        st.integers(0, 9),
        st.integers(0, 9),
    ),
    st.sampled_from([{"type": "boolean"}, {"type": "null"}, {"type": ["string", "null"]}, {"$ref": "#/$defs/leaf"}]),
    st.builds(
        lambda values: {"enum": values}, st.lists(st.text(max_size=3) | st.integers(0, 9), min_size=1, unique_by=str)
    ),
    st.builds(lambda value: {"const": value}, st.text(max_size=3) | st.booleans() | st.none()),
)


def composed(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    properties = st.dictionaries(st.sampled_from(["city", "name", "count", "on", "x y", "é"]), inner, max_size=4)
    objects = properties.flatmap(
        lambda made: st.builds(
            lambda required: {
                "type": "object",
                "properties": made,
                "required": required,
                "additionalProperties": False,
            },
            st.lists(st.sampled_from(sorted(made)), unique=True) if made else st.just([]),
        )
    )
    arrays = st.builds(
        lambda items, least, more: {"type": "array", "items": items, "minItems": least, "maxItems": least + more},
        inner,
        st.integers(0, 4),
        st.integers(0, 2),
    )
    branches = st.lists(inner, min_size=1, max_size=3).map(lambda choices: {"anyOf": choices})
    tuples = st.lists(inner, min_size=1, max_size=3).map(
        lambda items: {"type": "array", "prefixItems": items, "minItems": len(items)}
    )
    return st.one_of(objects, arrays, branches, tuples)


KEYWORDS = ["type", "properties", "items", "required", "enum", "const", "anyOf", "allOf", "$ref", "$defs", "minItems"]
KEYWORDS += ["maxItems", "minimum", "maximum", "multipleOf", "minLength", "maxLength", "pattern", "format"]
KEYWORDS += ["uniqueItems", "prefixItems", "additionalProperties"]
SCHEMAS = st.recursive(LEAVES, composed, max_leaves=12)


@settings(max_examples=300, deadline=None)
@given(SCHEMAS, st.text(max_size=40) | st.just("What is the weather in Paris on 3 or 4.5 days?"))
def test_a_sample_matches_its_schema(schema: dict[str, Any], text: str) -> None:
    document = schema | {"$defs": {"leaf": {"type": "string", "minLength": 2}}}
    made = sample(document, text)
    jsonschema_rs.validate(document, made)
    assert sample(document, text) == made


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(KEYWORDS),
                inner | st.sampled_from(["object", "array", "string", "number", "integer", "#", "#/$defs/a", "["]),
                max_size=4,
            )
        ),
        max_leaves=10,
    ),
    st.text(max_size=10),
)
def test_any_json_is_taken_for_a_schema(schema: object, text: str) -> None:
    sample(schema, text)


CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}


@pytest.mark.parametrize(
    ("schema", "text", "made"),
    [
        (CITY, "What is the weather in Paris?", {"city": "Paris"}),
        (CITY, "weather in New York, please", {"city": "New York"}),
        (CITY, 'and in "the old town"?', {"city": "the old town"}),
        ({"type": "integer"}, "take 7 of them", 7),
        ({"type": "integer", "maximum": 5}, "take 7 of them", 5),
        ({"type": "number"}, "pay 2.50", 2.5),
        ({"enum": ["celsius", "fahrenheit"]}, "in Fahrenheit!", "fahrenheit"),
        ({"enum": ["celsius", "fahrenheit"]}, "hm", "celsius"),
        ({"type": "boolean"}, "turn it on", True),
        ({"type": "boolean"}, "do not do it", False),
        ({"type": "string", "format": "date"}, "", "2026-11-25"),
        ({"type": "string", "pattern": "^[A-Z]{3}$"}, "fly to BER now", "BER"),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}, "add 1 and 2", [1, 2]),
        ({"properties": {"query": {"type": "string"}}}, "find Paris cafés", {"query": "find Paris cafés"}),
        ({"anyOf": [{"type": "null"}, {"type": "integer"}]}, "3", 3),
        ({"allOf": [CITY, {"properties": {"n": {"const": 1}}, "required": ["n"]}]}, "Rome", {"city": "Rome", "n": 1}),
        ({"type": "array", "items": {"const": 1}, "minItems": 3}, "", [1, 1, 1]),
        (False, "", {}),
    ],
)  # fmt: skip
def test_what_a_text_says_is_used(schema: object, text: str, made: object) -> None:
    assert sample(schema, text) == made


NODE = {"type": "object", "properties": {"next": {"$ref": "#"}, "n": {"type": "integer"}}, "required": ["n"]}


def test_a_schema_that_refers_to_itself_ends() -> None:
    jsonschema_rs.validate(NODE, sample(NODE))
    assert sample(NODE | {"required": ["next"]}) == {}
    assert sample({"$ref": "#"}) == {}


def test_a_schema_that_branches_everywhere_ends_soon() -> None:
    tree = {"type": "object", "properties": {name: {"$ref": "#"} for name in "abcdefgh"}}
    assert isinstance(sample(tree), dict)
