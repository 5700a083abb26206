"""Token counts: from documents, and from the end of a stream wherever it was cut."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.llm.usage import Usage, from_stream_tail, usage_of


@pytest.mark.parametrize(
    ("reported", "usage"),
    [
        ({"prompt_tokens": 15, "completion_tokens": 35, "total_tokens": 50}, Usage(15, 35)),
        ({"prompt_tokens": 8, "total_tokens": 8}, Usage(8)),
        ({"input_tokens": 15, "output_tokens": 35}, Usage(15, 35)),
        ({"prompt_tokens": 9, "prompt_tokens_details": {"cached_tokens": 4}}, Usage(9, None, 4)),
        ({"input_tokens": 9, "input_tokens_details": {"cached_tokens": 4}}, Usage(9, None, 4)),
        ({"input_tokens": 9, "cache_read_input_tokens": 3, "cache_creation_input_tokens": 2}, Usage(9, None, 3, 2)),
        ({"prompt_tokens": "x", "prompt_tokens_details": None}, Usage()),
        (None, None),
        ([], None),
    ],
)
def test_what_a_usage_object_says(reported: object, usage: Usage | None) -> None:
    assert usage_of(reported) == usage


def event(value: object) -> bytes:
    return b"data: " + (value if isinstance(value, bytes) else json.dumps(value).encode()) + b"\n\n"


BASE = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "llama3.2"}
WORDS = [BASE | {"choices": [{"index": 0, "delta": {"content": word}}], "usage": None} for word in ("Hello", " from")]
USAGE = {
    "prompt_tokens": 15,
    "completion_tokens": 35,
    "total_tokens": 50,
    "prompt_tokens_details": {"cached_tokens": 1},
}
STREAM = [*(event(word) for word in WORDS), event(BASE | {"choices": [], "usage": USAGE}), event(b"[DONE]")]
FOUND = Usage(15, 35, 1)


def test_the_last_usage_of_a_stream() -> None:
    assert from_stream_tail(b"".join(STREAM)) == (FOUND, "llama3.2")


def test_a_running_usage_is_replaced_by_the_last() -> None:
    running = [event(BASE | {"usage": {"prompt_tokens": 15, "completion_tokens": n}}) for n in (1, 2, 3)]
    assert from_stream_tail(b"".join(running))[0] == Usage(15, 3)


def test_the_usage_of_a_response_is_inside_its_last_event() -> None:
    last = {"type": "response.completed", "response": {"model": "m", "usage": {"input_tokens": 1, "output_tokens": 2}}}
    assert from_stream_tail(b"event: response.completed\n" + event(last)) == (Usage(1, 2), "m")


def test_a_stream_without_usage() -> None:
    assert from_stream_tail(b"".join(STREAM[:2]) + STREAM[3]) == (None, "llama3.2")
    assert from_stream_tail(b"") == (None, None)


def test_a_usage_that_the_stream_broke_off_in_does_not_count() -> None:
    earlier = event(BASE | {"usage": {"prompt_tokens": 1, "completion_tokens": 2}})
    assert from_stream_tail(earlier + STREAM[2][:-60])[0] == Usage(1, 2)
    assert from_stream_tail(STREAM[2][:-60])[0] is None


def test_what_a_model_wrote_is_not_taken_for_a_field() -> None:
    said = '"usage": {"prompt_tokens": 99}, "model": "liar"'
    stream = STREAM[2] + event(BASE | {"choices": [{"delta": {"content": said}}]})
    assert from_stream_tail(stream) == (FOUND, "llama3.2")


@pytest.mark.parametrize("name", ['"\\x"', '"\\ud800"'])
def test_a_model_name_that_is_no_text_does_no_harm(name: str) -> None:
    _, model = from_stream_tail(f'data: {{"model": {name}}}\n\n'.encode())
    assert model in (None, "?")


def framed(stream: bytes, cuts: list[int]) -> bytes:
    """The stream in chunks that end at the cuts."""
    ends = [*sorted({cut for cut in cuts if 0 < cut < len(stream)}), len(stream)]
    chunks = [stream[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"


@given(
    cuts=st.lists(st.integers(1, 600), max_size=8),
    crlf=st.booleans(),
    start=st.integers(0, len(STREAM[0]) + len(STREAM[1])),
)
def test_chunk_headers_may_stand_anywhere_in_the_tail(cuts: list[int], crlf: bool, start: int) -> None:
    stream = b"".join(STREAM)
    if crlf:
        stream = stream.replace(b"\n", b"\r\n")
    assert from_stream_tail(framed(stream, cuts)[start:]) == (FOUND, "llama3.2")


@given(tail=st.binary() | st.text('"usage:{}1,model \\\n\r0').map(str.encode))
def test_any_tail_is_read(tail: bytes) -> None:
    from_stream_tail(tail)
