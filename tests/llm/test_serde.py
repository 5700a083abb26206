"""The words for bad bodies are serde_json's (serde/cases.yaml holds them), and the walk finds what parsing found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from agwctl.llm.document import UNREADABLE, read, write
from agwctl.llm.serde import explain, summary
from agwctl.llm.shape import ANY, F32, STRING, Absent, Field, Integer, Mismatch, OneOf, Sequence, Shape, Struct, Word
from agwctl.llm.shape import BOOLEAN as BOOL

U32 = Integer("u32", 0, 2**32 - 1)
PART = Struct("ContentPart", Field("type", STRING, Absent.REFUSED), Field("text", STRING))
SHAPES: dict[str, Shape] = {
    "any": ANY,
    "chat": Struct(
        "Request",
        Field(
            "messages",
            Sequence(
                Struct(
                    "RequestMessage",
                    Field("role", STRING, Absent.REFUSED),
                    Field("name", STRING),
                    Field("content", OneOf("Content", STRING, Sequence(PART))),
                )
            ),
            Absent.REFUSED,
        ),
        Field("model", STRING),
        Field("temperature", F32),
        Field("stream", BOOL),
        Field("stream_options", Struct("StreamOptions", Field("include_usage", BOOL, Absent.REFUSED))),
        Field("seed", Integer("i64", -(2**63), 2**63 - 1)),
        Field("max_tokens", U32),
        Field("tools", Sequence(ANY)),
        Field("user", STRING),
    ),
    "embed": Struct(
        "Request",
        Field("input", ANY, Absent.REFUSED),
        Field("encoding_format", Word("float", "base64")),
        Field("dimensions", U32),
    ),
}
CASES = yaml.safe_load((Path(__file__).parent / "serde/cases.yaml").read_text(encoding="utf-8"))


def accepted(raw: bytes, shape: Shape) -> bool:
    """Whether the fast way takes a body."""
    try:
        write(shape.accept(read(raw)))  # a float out of range is found when it is written again
    except (Mismatch, *UNREADABLE):
        return False
    return True


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']}-{case['text'][:40]}")
def test_the_words_and_the_place_are_serdes(case: dict[str, Any]) -> None:
    assert explain(case["text"].encode("latin-1"), SHAPES[case["kind"]]) == case["bytes"]


MISMATCHES = [case for case in CASES if case.get("value") and " at line " not in case["value"]]


@pytest.mark.parametrize("case", MISMATCHES, ids=lambda case: case["text"][:40])
def test_a_mismatch_of_a_value_says_the_same_without_a_place(case: dict[str, Any]) -> None:
    value = read(case["text"].encode("latin-1"))
    with pytest.raises(Mismatch) as raised:
        SHAPES[case["kind"]].accept(dict(value) if isinstance(value, dict) else value)
    assert str(raised.value) == case["value"]


GOOD = (
    '{"model": "m\\u00e9\\ud83d\\ude00", "messages": [{"role": "u", "content": [{"type": "t"}]}],'
    ' "seed": -12.5e3, "x": [true, {}]}'
)
PIECES = st.sampled_from([*'{}[]",:\\ \n0123456789-+.eE', "null", "true", '"a"', "\\u", "\\ud800", "é", "\x00", "NaN"])


@given(cut=st.integers(0, len(GOOD)), taken=st.integers(0, 5), put=st.lists(PIECES, max_size=2).map("".join))
@example(cut=GOOD.index("e3") + 1, taken=0, put="10")  # a number out of range
def test_the_walk_complains_exactly_when_parsing_fails(cut: int, taken: int, put: str) -> None:
    raw = (GOOD[:cut] + put + GOOD[cut + taken :]).encode()
    for shape in SHAPES.values():
        assert (explain(raw, shape) is None) == accepted(raw, shape)


@given(raw=st.binary(max_size=40))
def test_any_bytes_are_walked(raw: bytes) -> None:
    assert (explain(raw, ANY) is None) == accepted(raw, ANY)


def test_a_long_body_is_not_walked() -> None:
    assert explain(b"[" * 200_000, ANY) is None


def test_the_brief_words() -> None:
    assert summary(json.JSONDecodeError("Expecting value", "[1,\n x", 5)) == "expected value at line 2 column 2"
    assert summary(RecursionError()) == "recursion limit exceeded"
