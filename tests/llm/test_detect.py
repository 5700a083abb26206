"""Bodies of unknown kind: compact when JSON, untouched otherwise, telemetry where it can be read."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from agwctl.llm.detect import read_reply, read_request
from agwctl.llm.document import Document
from agwctl.llm.usage import Usage


def test_a_json_request_is_written_again() -> None:
    request = read_request(Document(b'{"model": "m", "prompt": "x", "max_tokens": 5, "seed": "s", "stream": true}'))
    assert request.body == b'{"model":"m","prompt":"x","max_tokens":5,"seed":"s","stream":true}'
    assert (request.model, request.stream, request.parameters) == ("m", True, {"max_tokens": 5})


def test_numbers_are_logged_as_they_are() -> None:
    request = read_request(Document(b'{"temperature":0.7,"seed":3,"encoding_format":"float"}'))
    assert request.parameters == {"temperature": 0.7, "seed": 3, "encoding_format": "float"}


def test_a_reply_keeps_its_bytes() -> None:
    body = b'{"model": "m", "usage": {"prompt_tokens": 15, "completion_tokens": 35}}'
    reply = read_reply(body)
    assert (reply.body, reply.model, reply.usage) == (body, "m", Usage(15, 35))
    assert read_reply(b'{"message": {"model": "claude"}}').model == "claude"


@given(body=st.binary() | st.recursive(st.none() | st.text(), st.lists).map(lambda value: json.dumps(value).encode()))
def test_any_other_body_passes(body: bytes) -> None:
    request = read_request(Document(body))
    assert (request.model, request.stream) == ("", False)
    try:
        assert json.loads(request.body) == json.loads(body)
    except ValueError:
        assert request.body == body
    assert read_reply(body).body == body
